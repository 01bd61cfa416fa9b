/** Normalisation kernels; statistics come as inputs or are computed by other kernels. */
import {
  FusedBatchNorm,
  type FusedBatchNormAttrs,
  type FusedBatchNormInputs,
} from '@tensorflow/tfjs-core';
import { add, div, mul, sub, unary } from './ops.ts';
import { defineLowering } from './registry.ts';

/**
 * (x − mean) · scale / √(variance + ε) + offset, as x · factor + term: the statistics have one
 * number a channel, so that only two passes go over x.
 */
defineLowering<FusedBatchNormInputs, FusedBatchNormAttrs>(
  FusedBatchNorm,
  (graph, { x, mean, variance, offset, scale }, { varianceEpsilon }) => {
    const spread = unary(graph, 'Sqrt', add(graph, variance, graph.scalar(varianceEpsilon)));
    const factor = div(graph, scale ?? graph.scalar(1), spread);
    const shift = mul(graph, mean, factor);
    const scaled = mul(graph, x, factor);
    return offset ? add(graph, scaled, sub(graph, offset, shift)) : sub(graph, scaled, shift);
  },
);
