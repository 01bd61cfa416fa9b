/** Cumulative sums and products along an axis. */
import { Cumprod, Cumsum, type CumprodAttrs, type CumsumAttrs, type UnaryInputs } from '#tfjs-core';
import type { GraphBuilder, Value } from '@ganport/graph';
import { at, cast, mul, pad, slice } from '@ganport/graph/ops';
import { defineLowering } from './registry.ts';

/** tfjs sums bools as int32. */
const asNumbers = (graph: GraphBuilder, x: Value) =>
  x.dtype === 'bool' ? cast(graph, x, 'int32') : x;

defineLowering<UnaryInputs, CumsumAttrs>(Cumsum, (graph, { x }, { axis, exclusive, reverse }) => {
  const numbers = asNumbers(graph, x);
  const attributes = { exclusive: Number(exclusive), reverse: Number(reverse) };
  return graph.op('CumSum', [numbers, graph.scalar(axis, 'int64')], attributes, numbers);
});

/** x shifted along the axis by `distance`, backwards if negative, and filled with ones. */
function shifted(graph: GraphBuilder, x: Value, axis: number, distance: number): Value {
  const onAxis = (value: number) => x.shape.map((_, i) => (i === axis ? value : 0));
  const pads = [...onAxis(Math.max(distance, 0)), ...onAxis(Math.max(-distance, 0))];
  const padded = pad(graph, x, pads, graph.scalar(1, x.dtype));
  const starts = onAxis(Math.max(-distance, 0));
  const ends = x.shape.map((size, i) => size + at(starts, i));
  const steps = x.shape.map(() => 1);
  return slice(graph, padded, starts, ends, steps, x.shape);
}

/**
 * ONNX has no cumulative product. After the step with distance d each number is the product of the 2d
 * numbers up to its position (Hillis and Steele, Data parallel algorithms, 1986).
 */
defineLowering<UnaryInputs, CumprodAttrs>(Cumprod, (graph, { x }, { axis, exclusive, reverse }) => {
  const numbers = asNumbers(graph, x);
  const direction = reverse ? -1 : 1;
  let y = exclusive ? shifted(graph, numbers, axis, direction) : numbers;
  for (let distance = 1; distance < at(x.shape, axis); distance *= 2) {
    y = mul(graph, y, shifted(graph, y, axis, direction * distance));
  }
  return y;
});
