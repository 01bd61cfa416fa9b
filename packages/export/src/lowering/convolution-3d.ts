/** Convolutions of volumes: NDHWC and DHWIO in tfjs, NCDHW and OIDHW in ONNX. */
import {
  Conv3D,
  Conv3DBackpropFilterV2,
  Conv3DBackpropInputV2,
  type Conv3DAttrs,
  type Conv3DBackpropFilterV2Attrs,
  type Conv3DBackpropFilterV2Inputs,
  type Conv3DBackpropInputV2Attrs,
  type Conv3DBackpropInputV2Inputs,
  type Conv3DInputs,
} from '#tfjs-core';
import type { GraphBuilder, Value } from '@ganport/graph';
import {
  along,
  bandedConvolution,
  bandedFilterGradient,
  convAttributes,
  padForConv,
  unreached,
} from '@ganport/graph/internal';
import { channelsFirst, channelsLast, transpose } from '@ganport/graph/ops';
import { crop, croppedWindow, uncrop } from './cropping.ts';
import { fromFormat, toFormat } from './data-format.ts';
import { defineLowering } from './registry.ts';
import { conv3DWindow } from './window.ts';

const toOIDHW = (graph: GraphBuilder, filter: Value) => transpose(graph, filter, [4, 3, 0, 1, 2]);

defineLowering<Conv3DInputs, Conv3DAttrs>(Conv3D, (graph, { x, filter }, attrs) => {
  const volumes = fromFormat(graph, x, attrs.dataFormat);
  const window = conv3DWindow(volumes.shape, filter.shape, attrs);
  const banded = bandedConvolution(graph, volumes, filter, window);
  if (banded) return toFormat(graph, banded, attrs.dataFormat);
  const y = graph.op(
    'Conv',
    [crop(graph, channelsFirst(graph, volumes), window), toOIDHW(graph, filter)],
    convAttributes(croppedWindow(window)),
    { dtype: x.dtype, shape: [window.batch, window.outChannels, ...along(window, 'output')] },
  );
  return toFormat(graph, channelsLast(graph, y), attrs.dataFormat);
});

defineLowering<Conv3DBackpropInputV2Inputs, Conv3DBackpropInputV2Attrs>(
  Conv3DBackpropInputV2,
  (graph, { dy, filter }, attrs) => {
    const whole = conv3DWindow(attrs.inputShape, filter.shape, attrs);
    const window = croppedWindow(whole);
    const dx = graph.op(
      'ConvTranspose',
      [channelsFirst(graph, dy), toOIDHW(graph, filter)],
      { ...convAttributes(window), output_padding: unreached(window) },
      { dtype: dy.dtype, shape: [window.batch, window.inChannels, ...along(window, 'input')] },
    );
    return channelsLast(graph, uncrop(graph, dx, whole));
  },
);

/** As for Conv2D: x [C, N, …] convolved with dy [K, N, …], dilated by the stride. */
defineLowering<Conv3DBackpropFilterV2Inputs, Conv3DBackpropFilterV2Attrs>(
  Conv3DBackpropFilterV2,
  (graph, { x, dy }, attrs) => {
    const window = conv3DWindow(x.shape, attrs.filterShape, attrs);
    const banded = bandedFilterGradient(graph, x, dy, window);
    if (banded) return banded;
    const padded = padForConv(graph, x, window);
    const gradient = graph.op(
      'Conv',
      [transpose(graph, padded.x, [4, 0, 1, 2, 3]), transpose(graph, dy, [4, 0, 1, 2, 3])],
      {
        kernel_shape: along(window, 'output'),
        strides: along(window, 'dilation'),
        dilations: along(window, 'stride'),
        pads: padded.pads,
      },
      {
        dtype: x.dtype,
        shape: [window.inChannels, window.outChannels, ...along(window, 'kernel')],
      },
    );
    return transpose(graph, gradient, [2, 3, 4, 0, 1]);
  },
);
