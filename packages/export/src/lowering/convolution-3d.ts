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
} from '@tensorflow/tfjs-core';
import type { GraphBuilder, Value } from '@ganport/graph';
import { channelsFirst, channelsLast, padForConv, transpose } from '@ganport/graph/ops';
import { fromFormat, toFormat } from './data-format.ts';
import { defineLowering } from './registry.ts';
import { conv3dWindow, convAttributes } from './spatial-window.ts';

const toOIDHW = (graph: GraphBuilder, filter: Value) => transpose(graph, filter, [4, 3, 0, 1, 2]);
/** Channels become the batch and the batch channels. */
const swapped = (graph: GraphBuilder, x: Value) => transpose(graph, x, [4, 0, 1, 2, 3]);

defineLowering<Conv3DInputs, Conv3DAttrs>(Conv3D, (graph, { x, filter }, attrs) => {
  const volumes = fromFormat(graph, x, attrs.dataFormat);
  const window = conv3dWindow(volumes.shape, filter.shape, attrs);
  const y = graph.op(
    'Conv',
    [channelsFirst(graph, volumes), toOIDHW(graph, filter)],
    convAttributes(window),
    { dtype: x.dtype, shape: [window.batch, window.outChannels, ...window.output] },
  );
  return toFormat(graph, channelsLast(graph, y), attrs.dataFormat);
});

defineLowering<Conv3DBackpropInputV2Inputs, Conv3DBackpropInputV2Attrs>(
  Conv3DBackpropInputV2,
  (graph, { dy, filter }, attrs) => {
    const window = conv3dWindow(attrs.inputShape, filter.shape, attrs);
    const dx = graph.op(
      'ConvTranspose',
      [channelsFirst(graph, dy), toOIDHW(graph, filter)],
      {
        ...convAttributes(window),
        output_padding: window.end.map((size) => Math.max(-size, 0)),
      },
      { dtype: dy.dtype, shape: [window.batch, window.inChannels, ...window.input] },
    );
    return channelsLast(graph, dx);
  },
);

/** As for Conv2D: x [C, N, …] convolved with dy [K, N, …], dilated by the stride. */
defineLowering<Conv3DBackpropFilterV2Inputs, Conv3DBackpropFilterV2Attrs>(
  Conv3DBackpropFilterV2,
  (graph, { x, dy }, attrs) => {
    const window = conv3dWindow(x.shape, attrs.filterShape, attrs);
    const reached = padForConv(graph, x, window.begin, window.end);
    const gradient = graph.op(
      'Conv',
      [swapped(graph, reached.x), swapped(graph, dy)],
      {
        kernel_shape: window.output,
        strides: window.dilations,
        dilations: window.strides,
        pads: reached.pads,
      },
      { dtype: x.dtype, shape: [window.inChannels, window.outChannels, ...window.kernel] },
    );
    return transpose(graph, gradient, [2, 3, 4, 0, 1]);
  },
);
