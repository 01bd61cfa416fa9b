/** Texts as rows of bytes, each from the first column on: what hashes read. */
import type { GraphBuilder, Value } from '@ganport/graph';
import { at, pad } from '@ganport/graph/ops';
import type { CharacterBytes } from './characters.ts';
import { Int64 } from './int64.ts';

export interface ByteRows {
  /** int64 [n, columns]: bytes, then zeros. */
  readonly bytes: Value;
  /** How many bytes each text has, int64 [n, 1]. */
  readonly lengths: Value;
}

/** Bytes behind the texts that may be read. */
export const margin = 64;

/** @param characters block and length int64 [n, longest] */
export function byteRows(graph: GraphBuilder, { block, length }: CharacterBytes): ByteRows {
  const i64 = new Int64(graph);
  const [n, longest] = [at(block.shape, 0), at(block.shape, 1)];
  const four = [n, longest, 4];
  const column = (values: readonly bigint[]) =>
    graph.constant({ dtype: 'int64', shape: [4], data: BigInt64Array.from(values) });
  const spread = (x: Value) =>
    graph.op('Unsqueeze', [x, graph.ints([2])], {}, { dtype: x.dtype, shape: [n, longest, 1] });
  const shifted = graph.op(
    'Div',
    [spread(block), column([0n, 8n, 16n, 24n].map((bits) => 1n << bits))],
    {},
    { dtype: 'int64', shape: four },
  );
  const isByte = i64.less(column([0n, 1n, 2n, 3n]), spread(length));
  const flat = (x: Value) =>
    graph.op('Flatten', [x], { axis: 1 }, { dtype: x.dtype, shape: [n, 4 * longest] });
  const isUsed = flat(i64.choose(isByte, 1n, 0n));
  const bytes = flat(i64.and(shifted, 255n));
  const axis = graph.constant({ dtype: 'int64', shape: [], data: BigInt64Array.of(1n) });
  const places = graph.op('CumSum', [isUsed, axis], { exclusive: 1 }, isUsed);
  // What is no byte goes to the last column, which nothing reads.
  const columns = 4 * longest + margin;
  const type = { dtype: 'int64', shape: [n, columns] } as const;
  const blank = pad(graph, i64.mul(bytes, 0n), [0, 0, 0, margin]);
  const target = i64.choose(i64.equal(isUsed, 1n), places, -1n);
  const rows = graph.op('ScatterElements', [blank, target, bytes], { axis: 1 }, type);
  const sum = { dtype: 'int64', shape: [n, 1] } as const;
  const lengths = graph.op('ReduceSum', [isUsed, graph.ints([1])], { keepdims: 1 }, sum);
  return { bytes: rows, lengths };
}
