/** Texts joined to longer ones. */
import type { GraphBuilder, Value } from '@ganport/graph';
import { at, binary } from '@ganport/graph/ops';
import { textConstant } from './constant.ts';

/** The end of a slice that reaches to the end of its axis. */
const toTheEnd = 2 ** 31 - 1;

/**
 * Each text [n] with those behind it, joined.
 *
 * @param width how many are joined
 * @returns texts [n − width + 1]
 */
export function joinNeighbors(
  graph: GraphBuilder,
  x: Value,
  width: number,
  separator: string,
): Value {
  const length = Math.max(0, at(x.shape, 0) - width + 1);
  const between = separator === '' ? undefined : textConstant(graph, [separator], []);
  const join = (a: Value, b: Value) => binary(graph, 'StringConcat', a, b);
  const parts = Array.from({ length: width }, (_, i) => {
    const end = i === width - 1 ? toTheEnd : i - width + 1;
    const inputs = [x, graph.ints([i]), graph.ints([end])];
    return graph.op('Slice', inputs, {}, { dtype: 'string', shape: [length] });
  });
  return parts.reduce((joined, part) => join(between ? join(joined, between) : joined, part));
}
