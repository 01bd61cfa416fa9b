/** Elements selected by indices. An index outside the tensor is an error when the graph runs. */
import {
  GatherNd,
  GatherV2,
  backend_util,
  util,
  type GatherNdInputs,
  type GatherV2Attrs,
  type GatherV2Inputs,
} from '#tfjs-core';
import type { GraphBuilder, Value } from '@ganport/graph';
import { at, cast, gather, reshape, sizeOf, transpose } from '@ganport/graph/ops';
import { defineLowering } from './registry.ts';

type ShapeInfo = backend_util.segment_util.GatherOpShapeInfo;

/** tfjs's shape arithmetic asks for a tensor but reads only its shape. */
const shaped = ({ shape }: Value) =>
  ({ shape: [...shape] }) as Parameters<
    typeof backend_util.segment_util.collectGatherOpShapeInfo
  >[0];

defineLowering<GatherV2Inputs, GatherV2Attrs>(GatherV2, (graph, { x, indices }, attrs) => {
  const { axis, batchDims } = attrs;
  const positive = axis < 0 ? axis + x.shape.length : axis;
  const whole = cast(graph, indices, 'int32');
  if (!batchDims) return gather(graph, x, whole, positive);
  const info = backend_util.segment_util.collectGatherOpShapeInfo(
    shaped(x),
    shaped(indices),
    positive,
    batchDims,
  );
  return reshape(graph, gatherInBatches(graph, x, whole, info), info.outputShape);
});

/** x as [batch, outer, axis, inner]; each batch element has its own indices. */
function gatherInBatches(graph: GraphBuilder, x: Value, indices: Value, info: ShapeInfo): Value {
  const { batchSize, outerSize, dimSize, sliceSize } = info;
  const count = sizeOf(indices.shape) / batchSize;
  const flat = reshape(graph, x, [batchSize, outerSize, dimSize, sliceSize]);
  const chosen = graph.op(
    'GatherND',
    [
      transpose(graph, flat, [0, 2, 1, 3]),
      cast(graph, reshape(graph, indices, [batchSize, count, 1]), 'int64'),
    ],
    { batch_dims: 1 },
    { dtype: x.dtype, shape: [batchSize, count, outerSize, sliceSize] },
  );
  return transpose(graph, chosen, [0, 2, 1, 3]);
}

/** @throws Error where the last axis of the indices is longer than the rank of `params` */
function checkGatherNd(params: Value, indices: Value): void {
  const depth = indices.shape.at(-1) ?? 0;
  util.assert(
    params.shape.length > 0 && indices.shape.length > 0 && depth <= params.shape.length,
    () => `gatherND: indices [${indices.shape.join()}] do not fit params [${params.shape.join()}]`,
  );
}

defineLowering<GatherNdInputs>(GatherNd, (graph, { params, indices }) => {
  checkGatherNd(params, indices);
  const depth = at(indices.shape, -1);
  const shape = [...indices.shape.slice(0, -1), ...params.shape.slice(depth)];
  const inputs = [params, cast(graph, indices, 'int64')];
  return graph.op('GatherND', inputs, {}, { dtype: params.dtype, shape });
});
