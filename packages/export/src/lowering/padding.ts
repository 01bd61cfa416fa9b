/** Kernels that pad a tensor. */
import {
  MirrorPad,
  PadV2,
  type MirrorPadAttrs,
  type PadV2Attrs,
  type UnaryInputs,
} from '#tfjs-core';
import type { GraphBuilder, Value } from '@ganport/graph';
import { at, gather, pad } from '@ganport/graph/ops';
import { defineLowering } from './registry.ts';

/** [before, after] of each axis in the order of ONNX: every before, then every after. */
const padsOf = (paddings: readonly (readonly [number, number])[]) => [
  ...paddings.map(([before]) => before),
  ...paddings.map(([, after]) => after),
];

defineLowering<UnaryInputs, PadV2Attrs>(PadV2, (graph, { x }, { paddings, constantValue }) =>
  pad(graph, x, padsOf(paddings), graph.scalar(constantValue, x.dtype)),
);

/** ONNX has reflect padding. Symmetric padding, which repeats the edge, is a Gather for each axis. */
defineLowering<UnaryInputs, MirrorPadAttrs>(MirrorPad, (graph, { x }, { paddings, mode }) => {
  if (mode === 'reflect') {
    const shape = x.shape.map((size, axis) => {
      const [before, after] = at(paddings, axis);
      return before + size + after;
    });
    const inputs = [x, graph.ints(padsOf(paddings))];
    return graph.op('Pad', inputs, { mode: 'reflect' }, { dtype: x.dtype, shape });
  }
  return paddings.reduce((y, [before, after], axis) => symmetric(graph, y, axis, before, after), x);
});

/** …, 1, 0, 0, 1, …, n − 1, n − 1, n − 2, … along one axis. */
function symmetric(
  graph: GraphBuilder,
  x: Value,
  axis: number,
  before: number,
  after: number,
): Value {
  if (before === 0 && after === 0) return x;
  const size = at(x.shape, axis);
  const data = Int32Array.from({ length: before + size + after }, (_, i) => {
    const position = i - before;
    if (position < 0) return -position - 1;
    return position < size ? position : 2 * size - 1 - position;
  });
  const indices = graph.constant({ dtype: 'int32', shape: [data.length], data });
  return gather(graph, x, indices, axis);
}
