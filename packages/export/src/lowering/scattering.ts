/** Elements written or added at indices: ScatterND on a tensor of one number or on another tensor. */
import {
  ScatterNd,
  SparseToDense,
  TensorScatterUpdate,
  UnsortedSegmentSum,
  type ScatterNdAttrs,
  type ScatterNdInputs,
  type SparseToDenseAttrs,
  type SparseToDenseInputs,
  type TensorScatterUpdateInputs,
  type UnsortedSegmentSumAttrs,
  type UnsortedSegmentSumInputs,
} from '#tfjs-core';
import type { GraphBuilder, Value } from '@ganport/graph';
import { at, binary, cast, expand, reshape, sizeOf, slice, where } from '@ganport/graph/ops';
import { defineLowering } from './registry.ts';

/** `updates` at the indices [n, depth] of `target`. ONNX Runtime has no kernel for bools, which are cast. */
function scatter(
  graph: GraphBuilder,
  target: Value,
  indices: Value,
  updates: Value,
  reduction: 'none' | 'add',
): Value {
  const dtype = target.dtype === 'bool' ? 'int32' : target.dtype;
  const y = graph.op(
    'ScatterND',
    [cast(graph, target, dtype), cast(graph, indices, 'int64'), cast(graph, updates, dtype)],
    reduction === 'none' ? {} : { reduction },
    { dtype, shape: target.shape },
  );
  return cast(graph, y, target.dtype);
}

defineLowering<ScatterNdInputs, ScatterNdAttrs>(
  ScatterNd,
  (graph, { indices, updates }, { shape }) => {
    const zeros = expand(graph, graph.scalar(0, updates.dtype), shape);
    // A vector of indices selects rows.
    const rows =
      indices.shape.length < 2 ? reshape(graph, indices, [sizeOf(indices.shape), 1]) : indices;
    const size = sizeOf(rows.shape.slice(0, -1));
    const depth = at(rows.shape, -1);
    return scatter(
      graph,
      zeros,
      reshape(graph, rows, [size, depth]),
      reshape(graph, updates, [size, ...shape.slice(depth)]),
      'add',
    );
  },
);

defineLowering<TensorScatterUpdateInputs>(
  TensorScatterUpdate,
  (graph, { tensor, indices, updates }) => scatter(graph, tensor, indices, updates, 'none'),
);

/** Indices into a vector may lack their last axis, and one value may be used for all of them. */
defineLowering<SparseToDenseInputs, SparseToDenseAttrs>(
  SparseToDense,
  (graph, { sparseIndices, sparseValues, defaultValue }, { outputShape }) => {
    const rank = outputShape.length;
    const { shape } = sparseIndices;
    const size = shape.length === 2 ? at(shape, 0) : sizeOf(shape);
    const indices = reshape(graph, sparseIndices, [size, rank]);
    const background = cast(graph, reshape(graph, defaultValue, []), sparseValues.dtype);
    return scatter(
      graph,
      expand(graph, background, outputShape),
      indices,
      expand(graph, sparseValues, [size]),
      'none',
    );
  },
);

/** Sums of the rows of x by segment. Rows with ids outside [0, numSegments) go to a row that is dropped. */
defineLowering<UnsortedSegmentSumInputs, UnsortedSegmentSumAttrs>(
  UnsortedSegmentSum,
  (graph, { x, segmentIds }, { numSegments }) => {
    const count = at(x.shape, 0);
    const row = x.shape.slice(1);
    const ids = cast(graph, segmentIds, 'int32');
    const isNegative = binary(graph, 'Less', ids, graph.scalar(0, 'int32'), 'bool');
    const last = graph.scalar(numSegments, 'int32');
    const inside = binary(graph, 'Min', where(graph, isNegative, last, ids), last);
    const sums = scatter(
      graph,
      expand(graph, graph.scalar(0), [numSegments + 1, ...row]),
      reshape(graph, inside, [count, 1]),
      cast(graph, x, 'float32'),
      'add',
    );
    const shape = [numSegments, ...row];
    return slice(
      graph,
      sums,
      shape.map(() => 0),
      shape,
      shape.map(() => 1),
      shape,
    );
  },
);
