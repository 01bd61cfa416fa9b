/** Images resized, and the gradients of resizing. */
import {
  ResizeBilinear,
  ResizeBilinearGrad,
  ResizeNearestNeighbor,
  ResizeNearestNeighborGrad,
  type ResizeBilinearAttrs,
  type ResizeBilinearGradInputs,
  type ResizeBilinearInputs,
  type ResizeNearestNeighborAttrs,
  type ResizeNearestNeighborGradInputs,
  type ResizeNearestNeighborInputs,
} from '#tfjs-core';
import type { GraphBuilder, Value } from '@ganport/graph';
import {
  shape4D,
  at,
  cast,
  gather,
  matMul,
  reduce,
  reshape,
  toNCHW,
  toNHWC,
} from '@ganport/graph/ops';
import { defineLowering } from './registry.ts';

/** The factors by which the axes grow, where all of them are integers. */
function wholeFactors(from: readonly number[], to: readonly number[]): number[] | undefined {
  const factors = to.map((size, axis) => size / at(from, axis));
  return factors.every(Number.isInteger) ? factors : undefined;
}

/** ONNX's Resize of the two middle axes of x [N, H, W, C]. */
function resize(
  graph: GraphBuilder,
  x: Value,
  size: readonly [number, number],
  attributes: Readonly<Record<string, string>>,
): Value {
  const [batch, height, width, channels] = shape4D(x);
  const shape = [batch, channels, ...size];
  const factors = wholeFactors([height, width], size);
  // Integer factors are written as scales, which do not depend on the image's size.
  const target = factors
    ? [graph.constant({ dtype: 'float32', shape: [4], data: Float32Array.of(1, 1, ...factors) })]
    : [null, graph.ints(shape)];
  const inputs = [toNCHW(graph, x), null, ...target];
  return toNHWC(graph, graph.op('Resize', inputs, attributes, { dtype: x.dtype, shape }));
}

defineLowering<ResizeBilinearInputs, ResizeBilinearAttrs>(
  ResizeBilinear,
  (graph, { images }, { alignCorners, halfPixelCenters, size }) => {
    const unaligned = halfPixelCenters ? 'half_pixel' : 'asymmetric';
    return resize(graph, cast(graph, images, 'float32'), size, {
      mode: 'linear',
      coordinate_transformation_mode: alignCorners ? 'align_corners' : unaligned,
    });
  },
);

interface AxisAttrs {
  readonly alignCorners: boolean;
  readonly halfPixelCenters: boolean;
}

/** Input pixels per output pixel along one axis. */
function ratioOf(from: number, to: number, alignCorners: boolean): number {
  return alignCorners && to > 1 ? (from - 1) / (to - 1) : from / to;
}

/** The input pixel that each output pixel of an axis copies. */
function nearest(from: number, to: number, attrs: AxisAttrs): Int32Array {
  const { alignCorners, halfPixelCenters } = attrs;
  const ratio = ratioOf(from, to, alignCorners);
  const round = alignCorners ? Math.round : Math.floor;
  return Int32Array.from({ length: to }, (_, i) =>
    Math.min(from - 1, round(ratio * (halfPixelCenters ? i + 0.5 : i))),
  );
}

/**
 * Integer factors are a Resize. Other factors are two Gathers: ONNX Runtime computes the pixel in float32
 * and tfjs in float64, which round to different pixels at some edges.
 */
defineLowering<ResizeNearestNeighborInputs, ResizeNearestNeighborAttrs>(
  ResizeNearestNeighbor,
  (graph, { images }, attrs) => {
    const [, height, width] = shape4D(images);
    const [toHeight, toWidth] = attrs.size;
    if (!attrs.alignCorners && wholeFactors([height, width], attrs.size)) {
      return resize(graph, images, attrs.size, {
        mode: 'nearest',
        coordinate_transformation_mode: 'asymmetric',
        nearest_mode: 'floor',
      });
    }
    const pick = (x: Value, data: Int32Array, axis: number) =>
      gather(graph, x, graph.constant({ dtype: 'int32', shape: [data.length], data }), axis);
    const rows = pick(images, nearest(height, toHeight, attrs), 1);
    return pick(rows, nearest(width, toWidth, attrs), 2);
  },
);

/** For one axis, weights[i][o] is the weight of input i in output o. */
type AxisWeights = (from: number, to: number, alignCorners: boolean) => Float32Array;

const bilinearWeights: AxisWeights = (from, to, alignCorners) => {
  const weights = new Float32Array(from * to);
  const ratio = ratioOf(from, to, alignCorners);
  const addTo = (input: number, output: number, part: number) => {
    const index = input * to + output;
    weights[index] = at(weights, index) + part;
  };
  for (let output = 0; output < to; output++) {
    const position = output * ratio;
    const low = Math.floor(position);
    addTo(low, output, 1 - (position - low));
    addTo(Math.min(Math.ceil(position), from - 1), output, position - low);
  }
  return weights;
};

const nearestWeights: AxisWeights = (from, to, alignCorners) => {
  const weights = new Float32Array(from * to);
  const inputs = nearest(from, to, { alignCorners, halfPixelCenters: false });
  for (const [output, input] of inputs.entries()) weights[input * to + output] = 1;
  return weights;
};

/** Resizing is linear along each axis, so its gradient is a product with the weights of each axis. */
function resizeGradient(
  graph: GraphBuilder,
  dy: Value,
  [height, width]: readonly [number, number],
  alignCorners: boolean,
  axisWeights: AxisWeights,
): Value {
  const [batch, toHeight, toWidth, channels] = shape4D(dy);
  const weights = (from: number, to: number) =>
    graph.constant({
      dtype: 'float32',
      shape: [from, to],
      data: axisWeights(from, to, alignCorners),
    });
  const rows = reshape(graph, dy, [batch, toHeight, toWidth * channels]);
  const dx = matMul(graph, weights(height, toHeight), rows);
  const columns = reshape(graph, dx, [batch, height, toWidth, channels]);
  return matMul(graph, weights(width, toWidth), columns);
}

/** As in tfjs, neither gradient depends on halfPixelCenters. */
defineLowering<ResizeBilinearGradInputs, ResizeBilinearAttrs>(
  ResizeBilinearGrad,
  (graph, { images, dy }, { alignCorners }) => {
    const [, height, width] = shape4D(images);
    return resizeGradient(graph, dy, [height, width], alignCorners, bilinearWeights);
  },
);

/** With integer factors the gradient of a pixel is the sum over the block that it became. */
defineLowering<ResizeNearestNeighborGradInputs, ResizeNearestNeighborAttrs>(
  ResizeNearestNeighborGrad,
  (graph, { images, dy }, { alignCorners }) => {
    const [batch, height, width, channels] = shape4D(images);
    const [, toHeight, toWidth] = shape4D(dy);
    const factors = wholeFactors([height, width], [toHeight, toWidth]);
    if (alignCorners || !factors) {
      return resizeGradient(graph, dy, [height, width], alignCorners, nearestWeights);
    }
    const [down, across] = [at(factors, 0), at(factors, 1)];
    const blocks = reshape(graph, dy, [batch, height, down, width, across, channels]);
    return reduce(graph, 'ReduceSum', blocks, [2, 4], false);
  },
);
