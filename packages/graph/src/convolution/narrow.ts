/**
 * Convolutions that skip nothing and have few channels coming out, such as the last layer of a
 * generator. Rows of windows, which Conv and the matmul form make of the many channels going in,
 * then cost more than the product with them. Each of the three products of training can instead be
 * arranged so that only the few channels are spread over windows.
 */
import type { GraphBuilder } from '../build/graph-builder.ts';
import type { Value } from '../build/value.ts';
import { type ConvWindow, turnedWindow } from './window.ts';
import { reverse, toNCHW, toNHWC, transpose } from '../build/ops.ts';

/** From here on the matmul form is faster. */
const narrow = 8;

/**
 * The window as dy sees it (turnedWindow), where this form is the fastest: on the CPU, with weights
 * that change.
 */
export function narrowWindow(graph: GraphBuilder, w: ConvWindow): ConvWindow | undefined {
  const suits = graph.convolution === 'matmul' && w.outChannels < Math.min(narrow, w.inChannels);
  return suits ? turnedWindow(w) : undefined;
}

/**
 * x [N, H, W, C], filter [kh, kw, C, K] → [N, outH, outW, K]: the products of every pixel with the
 * whole filter, added up where they belong, which is ConvTranspose.
 */
export function convNarrow(
  graph: GraphBuilder,
  x: Value,
  filter: Value,
  w: ConvWindow,
  turned: ConvWindow,
): Value {
  const turnedFilter = transpose(graph, reverse(graph, filter, [0, 1]), [2, 3, 0, 1]);
  const y = graph.op(
    'ConvTranspose',
    [toNCHW(graph, x), turnedFilter],
    {
      kernel_shape: [w.kernelHeight, w.kernelWidth],
      strides: [1, 1],
      dilations: [1, 1],
      pads: [turned.top, turned.left, turned.bottom, turned.right],
    },
    { dtype: x.dtype, shape: [w.batch, w.outChannels, w.outHeight, w.outWidth] },
  );
  return toNHWC(graph, y);
}

/**
 * x [N, H, W, C], dy [N, outH, outW, K] → the filter's gradient [kh, kw, C, K]: dy as the image and
 * x as the kernel, channels and batch having changed places, give it turned by half a turn.
 */
export function filterGradientNarrow(
  graph: GraphBuilder,
  x: Value,
  dy: Value,
  w: ConvWindow,
  turned: ConvWindow,
): Value {
  const swapped = (value: Value) => transpose(graph, value, [3, 0, 1, 2]);
  const gradient = graph.op(
    'Conv',
    [swapped(dy), swapped(x)],
    {
      kernel_shape: [w.inHeight, w.inWidth],
      strides: [1, 1],
      dilations: [1, 1],
      pads: [turned.top, turned.left, turned.bottom, turned.right],
    },
    { dtype: x.dtype, shape: [w.outChannels, w.inChannels, w.kernelHeight, w.kernelWidth] },
  );
  return reverse(graph, transpose(graph, gradient, [2, 3, 1, 0]), [0, 1]);
}
