/**
 * Convolutions. tfjs has NHWC images and HWIO filters; ONNX's Conv has NCHW and OIHW. Window
 * arithmetic is next door (conv-window.ts), and so are the forms for training on the CPU
 * (convolution-matmul.ts, convolution-winograd.ts, convolution-narrow.ts).
 */
import {
  Conv2D,
  Conv2DBackpropFilter,
  Conv2DBackpropInput,
  FusedConv2D,
  type Conv2DAttrs,
  type Conv2DBackpropFilterAttrs,
  type Conv2DBackpropFilterInputs,
  type Conv2DBackpropInputAttrs,
  type Conv2DBackpropInputInputs,
  type Conv2DInputs,
  type FusedConv2DAttrs,
  type FusedConv2DInputs,
} from '@tensorflow/tfjs-core';
import type { GraphBuilder, Value } from '@ganport/graph';
import {
  convMatMul,
  convNarrow,
  type ConvWindow,
  convWinograd,
  filterGradientMatMul,
  filterGradientNarrow,
  filterGradientWinograd,
  inputGradientMatMul,
  inputGradientWinograd,
  isKnown,
  matMulSuits,
  narrowWindow,
  phasesFit,
  turnedWindow,
  unusedPadding,
  winogradTiling,
} from '@ganport/graph/internal';
import { add, padForConv, reverse, toNCHW, toNHWC, transpose } from '@ganport/graph/ops';
import { convWindow } from './conv-window.ts';
import { fromFormat, toFormat } from './data-format.ts';
import { activate } from './fused-activation.ts';
import { defineLowering } from './registry.ts';

const toOIHW = (graph: GraphBuilder, filter: Value) => transpose(graph, filter, [3, 2, 0, 1]);

function conv(graph: GraphBuilder, x: Value, filter: Value, window: ConvWindow): Value {
  const tiling = winogradTiling(graph, window, isKnown(filter));
  if (tiling) return convWinograd(graph, x, filter, tiling);
  const narrow = narrowWindow(graph, window);
  if (narrow && !isKnown(filter)) {
    return convNarrow(graph, x, filter, window, narrow);
  }
  if (matMulSuits(graph, window.inChannels)) return convMatMul(graph, x, filter, window);
  const y = graph.op(
    'Conv',
    [toNCHW(graph, x), toOIHW(graph, filter)],
    {
      kernel_shape: [window.kernelHeight, window.kernelWidth],
      strides: [window.strideHeight, window.strideWidth],
      dilations: [window.dilationHeight, window.dilationWidth],
      pads: [window.top, window.left, window.bottom, window.right],
    },
    {
      dtype: x.dtype,
      shape: [window.batch, window.outChannels, window.outHeight, window.outWidth],
    },
  );
  return toNHWC(graph, y);
}

defineLowering<Conv2DInputs, Conv2DAttrs>(Conv2D, (graph, { x, filter }, attrs) => {
  const nhwc = fromFormat(graph, x, attrs.dataFormat);
  const window = convWindow(nhwc.shape, filter.shape, attrs);
  return toFormat(graph, conv(graph, nhwc, filter, window), attrs.dataFormat);
});

/** As fromFormat, for one image. */
const rowFromFormat = (graph: GraphBuilder, x: Value, format: 'NHWC' | 'NCHW') =>
  format === 'NCHW' ? transpose(graph, x, [1, 2, 0]) : x;

defineLowering<FusedConv2DInputs, FusedConv2DAttrs>(
  FusedConv2D,
  (graph, { x, filter, bias, preluActivationWeights }, attrs) => {
    const nhwc = fromFormat(graph, x, attrs.dataFormat);
    const window = convWindow(nhwc.shape, filter.shape, attrs);
    let y = conv(graph, nhwc, filter, window);
    if (bias) y = add(graph, y, bias);
    // Slopes of one number a channel may lack the axis of the batch.
    const slopes = preluActivationWeights;
    y = activate(graph, y, attrs.activation, {
      prelu: slopes?.shape.length === 3 ? rowFromFormat(graph, slopes, attrs.dataFormat) : slopes,
      leakyreluAlpha: attrs.leakyreluAlpha,
    });
    return toFormat(graph, y, attrs.dataFormat);
  },
);

/**
 * ConvTranspose with the padding that makes its output the size of the convolution's input; where
 * nothing is skipped and the filter is known or narrow, a Conv with the filter turned by half a turn,
 * which ONNX Runtime computes several times as fast.
 */
function inputGradient(graph: GraphBuilder, dy: Value, filter: Value, window: ConvWindow): Value {
  const turned = turnedWindow(window);
  if (turned && (isKnown(filter) || narrowWindow(graph, window))) {
    const turnedFilter = transpose(graph, reverse(graph, filter, [0, 1]), [0, 1, 3, 2]);
    return conv(graph, dy, turnedFilter, turned);
  }
  const tiling = winogradTiling(graph, window, isKnown(filter));
  if (tiling) return inputGradientWinograd(graph, dy, filter, tiling);
  if (matMulSuits(graph, Math.min(window.inChannels, window.outChannels)) && phasesFit(window)) {
    return inputGradientMatMul(graph, dy, filter, window);
  }
  const unused = unusedPadding(window);
  const y = graph.op(
    'ConvTranspose',
    [toNCHW(graph, dy), toOIHW(graph, filter)],
    {
      kernel_shape: [window.kernelHeight, window.kernelWidth],
      strides: [window.strideHeight, window.strideWidth],
      dilations: [1, 1],
      pads: [window.top, window.left, window.bottom, window.right],
      output_padding: [unused.bottom, unused.right],
    },
    { dtype: dy.dtype, shape: [window.batch, window.inChannels, window.inHeight, window.inWidth] },
  );
  return toNHWC(graph, y);
}

defineLowering<Conv2DBackpropInputInputs, Conv2DBackpropInputAttrs>(
  Conv2DBackpropInput,
  (graph, { dy, filter }, attrs) => {
    const { dataFormat, inputShape } = attrs;
    const [n, a, b, c] = inputShape;
    const window = convWindow(
      dataFormat === 'NCHW' ? [n, b, c, a] : [n, a, b, c],
      filter.shape,
      attrs,
    );
    const dyNHWC = fromFormat(graph, dy, dataFormat);
    return toFormat(graph, inputGradient(graph, dyNHWC, filter, window), dataFormat);
  },
);

/**
 * A convolution in which channels and batch change places: x as [C, N, H, W] and dy as the kernel
 * [K, N, outH, outW], dilated by the stride, give [C, K, kh, kw].
 */
function filterGradient(graph: GraphBuilder, x: Value, dy: Value, window: ConvWindow): Value {
  const tiling = winogradTiling(graph, window, false);
  if (tiling) return filterGradientWinograd(graph, x, dy, tiling);
  const narrow = narrowWindow(graph, window);
  if (narrow) return filterGradientNarrow(graph, x, dy, window, narrow);
  if (matMulSuits(graph, window.inChannels)) return filterGradientMatMul(graph, x, dy, window);
  const { inChannels, outChannels, kernelHeight, kernelWidth } = window;
  const unused = unusedPadding(window);
  const reached = padForConv(
    graph,
    x,
    [window.top, window.left],
    [window.bottom - unused.bottom, window.right - unused.right],
  );
  const y = graph.op(
    'Conv',
    [transpose(graph, reached.x, [3, 0, 1, 2]), transpose(graph, dy, [3, 0, 1, 2])],
    {
      kernel_shape: [window.outHeight, window.outWidth],
      strides: [1, 1],
      dilations: [window.strideHeight, window.strideWidth],
      pads: reached.pads,
    },
    { dtype: x.dtype, shape: [inChannels, outChannels, kernelHeight, kernelWidth] },
  );
  return transpose(graph, y, [2, 3, 0, 1]);
}

defineLowering<Conv2DBackpropFilterInputs, Conv2DBackpropFilterAttrs>(
  Conv2DBackpropFilter,
  (graph, { x, dy }, attrs) => {
    const nhwc = fromFormat(graph, x, attrs.dataFormat);
    const window = convWindow(nhwc.shape, attrs.filterShape, attrs);
    return filterGradient(graph, nhwc, fromFormat(graph, dy, attrs.dataFormat), window);
  },
);
