/** Normalization kernels. Their statistics are inputs, which other kernels compute. */
import {
  FusedBatchNorm,
  LRN,
  LRNGrad,
  type FusedBatchNormAttrs,
  type FusedBatchNormInputs,
  type LRNAttrs,
  type LRNGradInputs,
  type LRNInputs,
} from '#tfjs-core';
import { float, type GraphBuilder, type Value } from '@ganport/graph';
import { at, add, binary, div, matMul, mul, sub, toNCHW, toNHWC, unary } from '@ganport/graph/ops';
import { defineLowering } from './registry.ts';

/**
 * (x − mean) · scale / √(variance + ε) + offset, as x · factor + term. The statistics have one number per
 * channel, so only two operators read all of x.
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

/** ONNX divides alpha by the number of channels summed over; tfjs does not. */
defineLowering<LRNInputs, LRNAttrs>(LRN, (graph, { x }, { depthRadius, bias, alpha, beta }) => {
  const size = 2 * depthRadius + 1;
  const attributes = { size, bias: float(bias), alpha: float(alpha * size), beta: float(beta) };
  return toNHWC(graph, unary(graph, 'LRN', toNCHW(graph, x), attributes));
});

/** For each channel the sum of the channels within `radius`: a product with a band matrix of ones. */
function sumNearChannels(graph: GraphBuilder, x: Value, radius: number): Value {
  const channels = at(x.shape, -1);
  const band = Float32Array.from({ length: channels * channels }, (_, i) =>
    Math.abs(Math.floor(i / channels) - (i % channels)) <= radius ? 1 : 0,
  );
  const shape = [channels, channels];
  return matMul(graph, x, graph.constant({ dtype: 'float32', shape, data: band }));
}

/** With n = bias + alpha Σ x²: dx = dy n^−beta − 2 alpha beta x Σ (dy y / n). */
defineLowering<LRNGradInputs, LRNAttrs>(
  LRNGrad,
  (graph, { x, y, dy }, { depthRadius, bias, alpha, beta }) => {
    const squares = sumNearChannels(graph, mul(graph, x, x), depthRadius);
    const norm = add(graph, mul(graph, squares, graph.scalar(alpha)), graph.scalar(bias));
    const own = mul(graph, dy, binary(graph, 'Pow', norm, graph.scalar(-beta)));
    const shared = sumNearChannels(graph, div(graph, mul(graph, dy, y), norm), depthRadius);
    const factor = mul(graph, x, graph.scalar(2 * alpha * beta));
    return sub(graph, own, mul(graph, factor, shared));
  },
);
