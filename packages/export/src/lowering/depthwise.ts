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
} from '#tfjs-core';
import type { GraphBuilder, Value } from '@ganport/graph';
import {
  along,
  convAttributes,
  padForConv,
  unreached,
  type ConvWindow,
} from '@ganport/graph/internal';
import { add, at, reduce, reshape, toNCHW, toNHWC, transpose } from '@ganport/graph/ops';
import { fromFormat, toFormat } from './data-format.ts';
import { activate } from './fused-activation.ts';
import { defineLowering } from './registry.ts';
import { conv2DWindow } from './window.ts';

/** A filter [kh, kw, C, M] as ONNX's [C·M, 1, kh, kw]. */
function groupFilter(graph: GraphBuilder, filter: Value, window: ConvWindow): Value {
  const byChannel = transpose(graph, filter, [2, 3, 0, 1]);
  return reshape(graph, byChannel, [window.outChannels, 1, ...along(window, 'kernel')]);
}

function depthwise(graph: GraphBuilder, x: Value, filter: Value, window: ConvWindow): Value {
  const y = graph.op(
    'Conv',
    [toNCHW(graph, x), groupFilter(graph, filter, window)],
    { ...convAttributes(window), group: window.inChannels },
    { dtype: x.dtype, shape: [window.batch, window.outChannels, ...along(window, 'output')] },
  );
  return toNHWC(graph, y);
}

defineLowering<DepthwiseConv2dNativeInputs, DepthwiseConv2dNativeAttrs>(
  DepthwiseConv2dNative,
  (graph, { x, filter }, attrs) => {
    const images = fromFormat(graph, x, attrs.dataFormat);
    const window = conv2DWindow(images.shape, filter.shape, attrs, true);
    return toFormat(graph, depthwise(graph, images, filter, window), attrs.dataFormat);
  },
);

defineLowering<FusedDepthwiseConv2DInputs, FusedDepthwiseConv2DAttrs>(
  FusedDepthwiseConv2D,
  (graph, { x, filter, bias, preluActivationWeights }, attrs) => {
    const images = fromFormat(graph, x, attrs.dataFormat);
    const window = conv2DWindow(images.shape, filter.shape, attrs, true);
    const y = depthwise(graph, images, filter, window);
    const activated = activate(graph, bias ? add(graph, y, bias) : y, attrs.activation, {
      prelu: preluActivationWeights,
      leakyreluAlpha: attrs.leakyreluAlpha,
    });
    return toFormat(graph, activated, attrs.dataFormat);
  },
);

/**
 * Each plane of dy is spread alone, and the M planes of a channel are added up: ONNX Runtime (1.30)
 * computes wrong numbers on WebGPU when the groups of a ConvTranspose have several inputs.
 */
defineLowering<DepthwiseConv2dNativeBackpropInputInputs, DepthwiseConv2dNativeBackpropInputAttrs>(
  DepthwiseConv2dNativeBackpropInput,
  (graph, { dy, filter }, attrs) => {
    const window = conv2DWindow(attrs.inputShape, filter.shape, attrs, true);
    const { batch, inChannels, outChannels } = window;
    const size = along(window, 'input');
    const planes = graph.op(
      'ConvTranspose',
      [toNCHW(graph, dy), groupFilter(graph, filter, window)],
      { ...convAttributes(window), group: outChannels, output_padding: unreached(window) },
      { dtype: dy.dtype, shape: [batch, outChannels, ...size] },
    );
    if (outChannels === inChannels) return toNHWC(graph, planes);
    const byChannel = reshape(graph, planes, [
      batch,
      inChannels,
      outChannels / inChannels,
      ...size,
    ]);
    return toNHWC(graph, reduce(graph, 'ReduceSum', byChannel, [2], false));
  },
);

/**
 * As for Conv2D, batch and channels change places: x as one image of C groups of N channels,
 * dy [C·M, N, outH, outW] as the filter, dilated by the stride.
 */
defineLowering<DepthwiseConv2dNativeBackpropFilterInputs, DepthwiseConv2dNativeBackpropFilterAttrs>(
  DepthwiseConv2dNativeBackpropFilter,
  (graph, { x, dy }, attrs) => {
    const window = conv2DWindow(x.shape, attrs.filterShape, attrs, true);
    const { batch, inChannels, outChannels } = window;
    const padded = padForConv(graph, x, window);
    const image = reshape(graph, transpose(graph, padded.x, [3, 0, 1, 2]), [
      1,
      inChannels * batch,
      at(padded.x.shape, 1),
      at(padded.x.shape, 2),
    ]);
    const gradient = graph.op(
      'Conv',
      [image, transpose(graph, dy, [3, 0, 1, 2])],
      {
        group: inChannels,
        kernel_shape: along(window, 'output'),
        strides: along(window, 'dilation'),
        dilations: along(window, 'stride'),
        pads: padded.pads,
      },
      { dtype: x.dtype, shape: [1, outChannels, ...along(window, 'kernel')] },
    );
    const multiplier = outChannels / inChannels;
    const byChannel = [inChannels, multiplier, ...along(window, 'kernel')];
    return transpose(graph, reshape(graph, gradient, byChannel), [2, 3, 0, 1]);
  },
);
