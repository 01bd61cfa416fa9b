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
} from '@tensorflow/tfjs-core';
import { convolution, filterGradient, inputGradient } from '@ganport/graph/internal';
import { add, transpose } from '@ganport/graph/ops';
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

defineLowering<Conv2DBackpropInputInputs, Conv2DBackpropInputAttrs>(
  Conv2DBackpropInput,
  (graph, { dy, filter }, attrs) => {
    const { dataFormat, inputShape } = attrs;
    const [n, a, b, c] = inputShape;
    const shape = dataFormat === 'NCHW' ? [n, b, c, a] : inputShape;
    const window = conv2DWindow(shape, filter.shape, attrs);
    const dx = inputGradient(graph, fromFormat(graph, dy, dataFormat), filter, window);
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
