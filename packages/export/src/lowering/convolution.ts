/**
 * Convolutions of images. tfjs has NHWC images and HWIO filters; ONNX's Conv has NCHW and OIHW. The
 * nodes that they become are @ganport/graph's forms of convolution.
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
} from '#tfjs-core';
import type { GraphBuilder, Value } from '@ganport/graph';
import {
  along,
  convolution,
  filterGradient,
  inputGradient,
  sameShape,
} from '@ganport/graph/internal';
import { add, slice, transpose } from '@ganport/graph/ops';
import { fromFormat, toFormat } from './data-format.ts';
import { activate } from './fused-activation.ts';
import { defineLowering } from './registry.ts';
import { conv2DWindow } from './window.ts';

defineLowering<Conv2DInputs, Conv2DAttrs>(Conv2D, (graph, { x, filter }, attrs) => {
  const images = fromFormat(graph, x, attrs.dataFormat);
  const window = conv2DWindow(images.shape, filter.shape, attrs);
  return toFormat(graph, convolution(graph, images, filter, window), attrs.dataFormat);
});

defineLowering<FusedConv2DInputs, FusedConv2DAttrs>(
  FusedConv2D,
  (graph, { x, filter, bias, preluActivationWeights: slopes }, attrs) => {
    const { dataFormat, activation, leakyreluAlpha } = attrs;
    const images = fromFormat(graph, x, dataFormat);
    const window = conv2DWindow(images.shape, filter.shape, attrs);
    const y = convolution(graph, images, filter, window);
    // Slopes may lack the axis of the batch.
    const isOneImage = dataFormat === 'NCHW' && slopes?.shape.length === 3;
    const activated = activate(graph, bias ? add(graph, y, bias) : y, activation, {
      prelu: isOneImage ? transpose(graph, slopes, [1, 2, 0]) : slopes,
      leakyreluAlpha,
    });
    return toFormat(graph, activated, dataFormat);
  },
);

/** conv2dTranspose takes any size of the result, and tfjs reads only the part of dy that it needs. */
function crop(graph: GraphBuilder, dy: Value, shape: readonly number[]): Value {
  if (sameShape(dy.shape, shape)) return dy;
  return slice(graph, dy, [0, 0, 0, 0], shape, [1, 1, 1, 1], shape);
}

defineLowering<Conv2DBackpropInputInputs, Conv2DBackpropInputAttrs>(
  Conv2DBackpropInput,
  (graph, { dy, filter }, attrs) => {
    const { dataFormat, inputShape } = attrs;
    const [n, a, b, c] = inputShape;
    const shape = dataFormat === 'NCHW' ? [n, b, c, a] : inputShape;
    const window = conv2DWindow(shape, filter.shape, attrs);
    const images = fromFormat(graph, dy, dataFormat);
    const [rows, columns] = along(window, 'output') as [number, number];
    const used = [window.batch, rows, columns, window.outChannels];
    const dx = inputGradient(graph, crop(graph, images, used), filter, window);
    return toFormat(graph, dx, dataFormat);
  },
);

defineLowering<Conv2DBackpropFilterInputs, Conv2DBackpropFilterAttrs>(
  Conv2DBackpropFilter,
  (graph, { x, dy }, attrs) => {
    const images = fromFormat(graph, x, attrs.dataFormat);
    const window = conv2DWindow(images.shape, attrs.filterShape, attrs);
    return filterGradient(graph, images, fromFormat(graph, dy, attrs.dataFormat), window);
  },
);
