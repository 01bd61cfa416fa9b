/**
 * Depthwise convolutions: each channel is convolved with M filters of its own. In ONNX they are
 * convolutions with as many groups as channels.
 */
import {
  DepthwiseConv2dNative,
  DepthwiseConv2dNativeBackpropFilter,
  DepthwiseConv2dNativeBackpropInput,
  FusedDepthwiseConv2D,
  type DepthwiseConv2dNativeAttrs,
  type DepthwiseConv2dNativeBackpropFilterAttrs,
  type DepthwiseConv2dNativeBackpropFilterInputs,
  type DepthwiseConv2dNativeBackpropInputAttrs,
  type DepthwiseConv2dNativeBackpropInputInputs,
  type DepthwiseConv2dNativeInputs,
  type FusedDepthwiseConv2DAttrs,
  type FusedDepthwiseConv2DInputs,
} from '@tensorflow/tfjs-core';
import type { GraphBuilder, Value } from '@ganport/graph';
import { type ConvWindow, unusedPadding } from '@ganport/graph/internal';
import { add, padForConv, reshape, toNCHW, toNHWC, transpose } from '@ganport/graph/ops';
import { convWindow } from './conv-window.ts';
import { fromFormat, toFormat } from './data-format.ts';
import { activate } from './fused-activation.ts';
import { defineLowering } from './registry.ts';

/** A filter [kh, kw, C, M] as ONNX's [C·M, 1, kh, kw]. */
function groupFilter(graph: GraphBuilder, filter: Value, w: ConvWindow): Value {
  const byChannel = transpose(graph, filter, [2, 3, 0, 1]);
  return reshape(graph, byChannel, [w.outChannels, 1, w.kernelHeight, w.kernelWidth]);
}

function depthwise(graph: GraphBuilder, x: Value, filter: Value, w: ConvWindow): Value {
  const y = graph.op(
    'Conv',
    [toNCHW(graph, x), groupFilter(graph, filter, w)],
    {
      group: w.inChannels,
      kernel_shape: [w.kernelHeight, w.kernelWidth],
      strides: [w.strideHeight, w.strideWidth],
      dilations: [w.dilationHeight, w.dilationWidth],
      pads: [w.top, w.left, w.bottom, w.right],
    },
    { dtype: x.dtype, shape: [w.batch, w.outChannels, w.outHeight, w.outWidth] },
  );
  return toNHWC(graph, y);
}

defineLowering<DepthwiseConv2dNativeInputs, DepthwiseConv2dNativeAttrs>(
  DepthwiseConv2dNative,
  (graph, { x, filter }, attrs) => {
    const nhwc = fromFormat(graph, x, attrs.dataFormat);
    const window = convWindow(nhwc.shape, filter.shape, attrs, true);
    return toFormat(graph, depthwise(graph, nhwc, filter, window), attrs.dataFormat);
  },
);

defineLowering<FusedDepthwiseConv2DInputs, FusedDepthwiseConv2DAttrs>(
  FusedDepthwiseConv2D,
  (graph, { x, filter, bias, preluActivationWeights }, attrs) => {
    const nhwc = fromFormat(graph, x, attrs.dataFormat);
    const window = convWindow(nhwc.shape, filter.shape, attrs, true);
    const y = depthwise(graph, nhwc, filter, window);
    const activated = activate(graph, bias ? add(graph, y, bias) : y, attrs.activation, {
      prelu: preluActivationWeights,
      leakyreluAlpha: attrs.leakyreluAlpha,
    });
    return toFormat(graph, activated, attrs.dataFormat);
  },
);

defineLowering<DepthwiseConv2dNativeBackpropInputInputs, DepthwiseConv2dNativeBackpropInputAttrs>(
  DepthwiseConv2dNativeBackpropInput,
  (graph, { dy, filter }, attrs) => {
    const w = convWindow(attrs.inputShape, filter.shape, attrs, true);
    const unused = unusedPadding(w);
    const dx = graph.op(
      'ConvTranspose',
      [toNCHW(graph, dy), groupFilter(graph, filter, w)],
      {
        group: w.inChannels,
        kernel_shape: [w.kernelHeight, w.kernelWidth],
        strides: [w.strideHeight, w.strideWidth],
        dilations: [w.dilationHeight, w.dilationWidth],
        pads: [w.top, w.left, w.bottom, w.right],
        output_padding: [unused.bottom, unused.right],
      },
      { dtype: dy.dtype, shape: [w.batch, w.inChannels, w.inHeight, w.inWidth] },
    );
    return toNHWC(graph, dx);
  },
);

/**
 * As for Conv2D, batch and channels change places: x as one image of C groups of N channels,
 * dy [C·M, N, outH, outW] as the filter, dilated by the stride.
 */
defineLowering<DepthwiseConv2dNativeBackpropFilterInputs, DepthwiseConv2dNativeBackpropFilterAttrs>(
  DepthwiseConv2dNativeBackpropFilter,
  (graph, { x, dy }, attrs) => {
    const w = convWindow(x.shape, attrs.filterShape, attrs, true);
    const unused = unusedPadding(w);
    const reached = padForConv(
      graph,
      x,
      [w.top, w.left],
      [w.bottom - unused.bottom, w.right - unused.right],
    );
    const [, height, width] = reached.x.shape as [number, number, number, number];
    const image = reshape(graph, transpose(graph, reached.x, [3, 0, 1, 2]), [
      ...[1, w.inChannels * w.batch],
      ...[height, width],
    ]);
    const gradient = graph.op(
      'Conv',
      [image, transpose(graph, dy, [3, 0, 1, 2])],
      {
        group: w.inChannels,
        kernel_shape: [w.outHeight, w.outWidth],
        strides: [w.dilationHeight, w.dilationWidth],
        dilations: [w.strideHeight, w.strideWidth],
        pads: reached.pads,
      },
      { dtype: x.dtype, shape: [1, w.outChannels, w.kernelHeight, w.kernelWidth] },
    );
    const byChannel = reshape(graph, gradient, [
      ...[w.inChannels, w.outChannels / w.inChannels],
      ...[w.kernelHeight, w.kernelWidth],
    ]);
    return transpose(graph, byChannel, [2, 3, 0, 1]);
  },
);
