/**
 * How much kernels on windows of images compute. Where tfjs's own kernels find each number through its position,
 * as those of some gradients do, they need many times as long; the factors were measured.
 */
import {
  AvgPool,
  AvgPoolGrad,
  type AvgPoolAttrs,
  Conv2D,
  type Conv2DAttrs,
  Conv2DBackpropFilter,
  type Conv2DBackpropFilterAttrs,
  Conv2DBackpropInput,
  DepthwiseConv2dNative,
  DepthwiseConv2dNativeBackpropFilter,
  type DepthwiseConv2dNativeBackpropFilterAttrs,
  DepthwiseConv2dNativeBackpropInput,
  Dilation2D,
  FlipLeftRight,
  FusedConv2D,
  FusedDepthwiseConv2D,
  MaxPool,
  MaxPoolGrad,
  type NamedTensorInfoMap,
  ResizeBilinear,
  type ResizeBilinearAttrs,
  ResizeNearestNeighbor,
  RotateWithOffset,
  type TensorInfo,
  Transform,
  util,
} from '#tfjs-core';
import { product, reading, size, times, type Work } from './work.ts';

const last = (info: TensorInfo | undefined) => Math.max(info?.shape.at(-1) ?? 1, 1);

/** An image's pixels of one channel, each in as many products as the filter has weights. */
const convolution: Work = ({ x, filter }) => (size(x) * size(filter)) / last(x);

const ofGradient: Work = ({ dy, filter }) => (size(dy) * size(filter)) / last(dy);

const filterGradient: Work = ({ dy }, attrs) => {
  const { filterShape } = attrs as Conv2DBackpropFilterAttrs;
  return (size(dy) * util.sizeFromShape(filterShape)) / last(dy);
};

/** Each channel has filters of its own. */
const depthwise: Work = ({ x, dy, filter }) => {
  const image = x ?? dy;
  return (size(image) * size(filter)) / last(image);
};

const depthwiseFilterGradient: Work = ({ dy }, attrs) => {
  const { filterShape } = attrs as DepthwiseConv2dNativeBackpropFilterAttrs;
  return (size(dy) * util.sizeFromShape(filterShape)) / last(dy);
};

const area = (sides: number | readonly number[]) =>
  typeof sides === 'number' ? sides ** 2 : util.sizeFromShape([...sides]);

/** The numbers in all windows. */
const windows: Work = ({ x, input }, attrs) => {
  const { filterSize, strides } = attrs as AvgPoolAttrs;
  return (size(x ?? input) * area(filterSize)) / area(strides);
};

const resized: Work = ({ images }, attrs) =>
  (images?.shape[0] ?? 0) * area((attrs as ResizeBilinearAttrs).size) * last(images);

/** Undefined work for images whose channels come first, which tfjs's kernels do not take. */
const channelsLast =
  (work: Work): Work =>
  (inputs: NamedTensorInfoMap, attrs: unknown) =>
    (attrs as Conv2DAttrs).dataFormat === 'NCHW' ? Infinity : work(inputs, attrs);

export const windowWorks: ReadonlyMap<string, Work> = new Map<string, Work>([
  [Conv2D, channelsLast(times(product, convolution))],
  [FusedConv2D, channelsLast(times(product, convolution))],
  [Conv2DBackpropInput, channelsLast(times(product, ofGradient))],
  [Conv2DBackpropFilter, channelsLast(times(6, filterGradient))],
  [DepthwiseConv2dNative, channelsLast(times(product, depthwise))],
  [FusedDepthwiseConv2D, channelsLast(times(product, depthwise))],
  [DepthwiseConv2dNativeBackpropInput, times(0.5, depthwise)],
  [DepthwiseConv2dNativeBackpropFilter, times(6, depthwiseFilterGradient)],
  [AvgPool, windows],
  [MaxPool, windows],
  [AvgPoolGrad, times(8, windows)],
  [MaxPoolGrad, times(24, windows)],
  [ResizeBilinear, times(0.5, resized)],
  [ResizeNearestNeighbor, times(0.5, resized)],
  [Dilation2D, times(6, depthwise)],
  [FlipLeftRight, times(2, reading)],
  [RotateWithOffset, times(8, reading)],
  [Transform, times(4, ({ image }) => size(image))],
]);
