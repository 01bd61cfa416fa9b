/**
 * Single bytes as texts. From 128 on, a byte is no character: it becomes one of the private use area
 * (U+F780 to U+F7FF), which characters.ts makes a byte again.
 */
import type { GraphBuilder, Value } from '@ganport/graph';
import { binary } from '@ganport/graph/ops';
import { firstEscape } from './characters.ts';
import { Int64 } from './int64.ts';
import { lookUp } from './lookup.ts';

const bytes = Array.from({ length: 256 }, (_, byte) => byte);
const keys = { type: 'int32', values: bytes } as const;
const texts = bytes.map((byte) => String.fromCharCode(byte < 128 ? byte : firstEscape + byte));

/** @param x bytes, int64 */
export const textsOfBytes = (graph: GraphBuilder, x: Value): Value =>
  lookUp(graph, x, keys, { type: 'string', values: texts }, '');

/**
 * Which columns of rows are within their lengths.
 *
 * @param rows int64 [n, columns]
 * @param lengths int64 [n, 1]
 */
export function isWithin(graph: GraphBuilder, rows: Value, lengths: Value): Value {
  const i64 = new Int64(graph);
  const ones = i64.add(i64.mul(rows, 0n), 1n);
  const axis = graph.constant({ dtype: 'int64', shape: [], data: BigInt64Array.of(1n) });
  const columns = graph.op('CumSum', [ones, axis], { exclusive: 1 }, ones);
  return binary(graph, 'Less', columns, lengths, 'bool');
}
