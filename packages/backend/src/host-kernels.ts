/**
 * Kernels that the onnx backend computes with tfjs's own code instead of recording them, because no
 * graph of fixed shapes is equivalent. They need inputs whose numbers are known.
 */
import {
  BroadcastArgs,
  Draw,
  ExpandDims,
  Identity,
  Multinomial,
  NonMaxSuppressionV3,
  NonMaxSuppressionV4,
  NonMaxSuppressionV5,
  RaggedGather,
  RaggedRange,
  RaggedTensorToTensor,
  Reshape,
  SparseFillEmptyRows,
  SparseReshape,
  SparseSegmentMean,
  SparseSegmentSum,
  Unique,
  type TensorInfo,
  util,
} from '#tfjs-core';

/** Shapes, positions and conditions have few numbers. */
const maxTableElements = 256;

/**
 * Whether a tensor is a shape, positions or conditions rather than data. What is computed of them decides
 * how a program goes on, so it is computed at once, and no model is run for it.
 */
export function isSmallTable({ dtype, shape }: TensorInfo): boolean {
  return (dtype === 'int32' || dtype === 'bool') && util.sizeFromShape(shape) <= maxTableElements;
}

/** Why each kernel is computed at once. */
export const hostKernels: ReadonlyMap<string, string> = new Map([
  ...[
    NonMaxSuppressionV3,
    NonMaxSuppressionV4,
    NonMaxSuppressionV5,
    RaggedGather,
    RaggedRange,
    RaggedTensorToTensor,
    SparseFillEmptyRows,
    SparseReshape,
    SparseSegmentMean,
    SparseSegmentSum,
    Unique,
  ].map((kernel) => [kernel, 'the size of its result depends on the numbers'] as const),
  [Draw, 'it draws on a canvas'],
  [BroadcastArgs, 'it checks shapes that are given as numbers'],
  [Multinomial, 'it draws random numbers'],
]);

/** Kernels whose result is the same buffer with another shape: they compute nothing. */
export const viewKernels: ReadonlySet<string> = new Set([ExpandDims, Identity, Reshape]);
