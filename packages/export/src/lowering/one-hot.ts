/** Kernels that compare indices with every number below a depth: one-hot vectors and counts. */
import {
  Bincount,
  DenseBincount,
  OneHot,
  type BincountInputs,
  type DenseBincountAttrs,
  type OneHotAttrs,
  type OneHotInputs,
} from '#tfjs-core';
import type { GraphBuilder, Value } from '@ganport/graph';
import { binary, cast, mul, reduce, reshape, sizeOf, where } from '@ganport/graph/ops';
import { onnxDataType } from '../data-types.ts';
import { defineLowering } from './registry.ts';

/** indices […] → bool […, depth]: whether the index equals the position on the last axis. */
function isAt(graph: GraphBuilder, indices: Value, depth: number): Value {
  const positions = graph.constant({
    dtype: 'int32',
    shape: [depth],
    data: Int32Array.from({ length: depth }, (_, i) => i),
  });
  const column = reshape(graph, cast(graph, indices, 'int32'), [...indices.shape, 1]);
  return binary(graph, 'Equal', column, positions, 'bool');
}

/** ONNX's OneHot counts a negative index from the end; in tfjs its row is all `off`. */
defineLowering<OneHotInputs, OneHotAttrs>(
  OneHot,
  (graph, { indices }, { depth, onValue, offValue, dtype }) => {
    const type = onnxDataType(dtype);
    const hot = isAt(graph, indices, depth);
    if (onValue === 1 && offValue === 0) return cast(graph, hot, type);
    return where(graph, hot, graph.scalar(onValue, type), graph.scalar(offValue, type));
  },
);

/** Counts of each number below `size` along the last axis, or sums of the weights if there are any. */
for (const kernel of [Bincount, DenseBincount]) {
  defineLowering<BincountInputs, DenseBincountAttrs>(
    kernel,
    (graph, inputs, { size, binaryOutput = false }) => {
      const { weights } = inputs;
      // Only DenseBincount counts each row separately.
      const x = kernel === Bincount ? reshape(graph, inputs.x, [sizeOf(inputs.x.shape)]) : inputs.x;
      const last = x.shape.length - 1;
      const hits = cast(graph, isAt(graph, x, size), weights.dtype);
      if (binaryOutput && last > 0) return reduce(graph, 'ReduceMax', hits, [last], false);
      const isWeighted = weights.shape.every((n) => n > 0);
      const weighted = isWeighted
        ? mul(graph, hits, reshape(graph, weights, [...x.shape, 1]))
        : hits;
      return reduce(graph, 'ReduceSum', weighted, [last], false);
    },
  );
}
