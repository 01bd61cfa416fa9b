/** The windows of tfjs's convolutions and pools, from the attributes of their kernels. */
import { backend_util } from '#tfjs-core';
import type { ConvWindow, SlidingWindow, WindowAxis } from '@ganport/graph/internal';
import type { DataFormat } from './data-format.ts';

type Steps = number | number[];
type Rounding = 'floor' | 'round' | 'ceil';
type Padding = 'valid' | 'same' | number | backend_util.ExplicitPadding;
type Shape4D = [number, number, number, number];
type Shape5D = [number, number, number, number, number];
type Steps2D = [number, number];
type Steps3D = [number, number, number];

interface Conv2DAttrs {
  readonly strides: Steps2D | number;
  readonly pad: Padding;
  readonly dilations?: Steps2D | number;
  readonly dimRoundingMode?: Rounding;
  readonly dataFormat?: DataFormat;
}

/**
 * @param shape NHWC, whatever the kernel's `dataFormat` is
 * @param filterShape HWIO, or HWCM when `depthwise`
 * @throws Error for images that no filter fits into: ONNX Runtime refuses them, and tfjs makes empty ones
 */
export function conv2DWindow(
  shape: readonly number[],
  filterShape: readonly number[],
  attrs: Conv2DAttrs,
  depthwise = false,
): ConvWindow {
  const info = backend_util.computeConv2DInfo(
    shape as Shape4D,
    filterShape as Shape4D,
    attrs.strides,
    attrs.dilations ?? 1,
    nhwcPadding(attrs),
    attrs.dimRoundingMode,
    depthwise,
  );
  if (info.outHeight < 1 || info.outWidth < 1) {
    const [image, filter] = [shape.slice(1, 3), filterShape.slice(0, 2)].map((of) =>
      of.join(' × '),
    );
    throw new Error(`images of ${image} are smaller than the filter of ${filter}`);
  }
  const { bottom, right } = info.padInfo;
  const [rows, columns] = [heightOf(info), widthOf(info)];
  // Explicit padding at the end may be more than the windows reach, and sizes rounded up less.
  return {
    ...channelsOf(info),
    axes: [
      { ...rows, end: Math.max(bottom, reachedEnd(rows)) },
      { ...columns, end: Math.max(right, reachedEnd(columns)) },
    ],
  };
}

/** Explicit padding is given in the order of the images' own layout. */
function nhwcPadding({ pad, dataFormat }: Conv2DAttrs): Padding {
  if (typeof pad !== 'object' || dataFormat !== 'NCHW') return pad;
  const [batch, channels, height, width] = pad;
  return [batch, height, width, channels] as backend_util.ExplicitPadding;
}

interface Conv3DAttrs {
  readonly strides: Steps;
  readonly pad: 'valid' | 'same';
  readonly dilations?: Steps;
}

/** @param shape NDHWC @param filterShape DHWIO */
export function conv3DWindow(
  shape: readonly number[],
  filterShape: readonly number[],
  { strides, pad, dilations = 1 }: Conv3DAttrs,
): SlidingWindow {
  const info = backend_util.computeConv3DInfo(
    shape as Shape5D,
    filterShape as Shape5D,
    strides as Steps3D,
    dilations as Steps3D,
    pad,
  );
  return reached(info, [depthOf(info), heightOf(info), widthOf(info)]);
}

interface PoolAttrs {
  readonly filterSize: Steps;
  readonly strides: Steps;
  readonly pad: Padding;
  readonly dimRoundingMode?: Rounding;
}

/** @param shape [N, H, W, C] or [N, D, H, W, C] */
export function poolWindow(shape: readonly number[], attrs: PoolAttrs): SlidingWindow {
  const { filterSize, strides, pad, dimRoundingMode } = attrs;
  if (shape.length === 4) {
    const info = backend_util.computePool2DInfo(
      shape as Shape4D,
      filterSize as Steps2D,
      strides as Steps2D,
      1,
      pad,
      dimRoundingMode,
    );
    return reached(info, [heightOf(info), widthOf(info)]);
  }
  const info = backend_util.computePool3DInfo(
    shape as Shape5D,
    filterSize as Steps3D,
    strides as Steps3D,
    1,
    pad as number,
    dimRoundingMode,
  );
  return reached(info, [depthOf(info), heightOf(info), widthOf(info)]);
}

type Channels = Pick<SlidingWindow, 'batch' | 'inChannels' | 'outChannels'>;

const channelsOf = (info: {
  readonly batchSize: number;
  readonly inChannels: number;
  readonly outChannels: number;
}): Channels => ({
  batch: info.batchSize,
  inChannels: info.inChannels,
  outChannels: info.outChannels,
});

/** A window that is padded at the end as far as it reaches. */
function reached(
  info: backend_util.Conv2DInfo | backend_util.Conv3DInfo,
  axes: readonly AxisStart[],
): SlidingWindow {
  return {
    ...channelsOf(info),
    axes: axes.map((axis) => ({ ...axis, end: Math.max(0, reachedEnd(axis)) })),
  };
}

type AxisStart = Omit<WindowAxis, 'end'>;

/** How far the last window reaches beyond the input; negative where it ends before the input does. */
const reachedEnd = ({ input, output, kernel, stride, dilation, begin }: AxisStart) =>
  (output - 1) * stride + (kernel - 1) * dilation + 1 - input - begin;

const depthOf = (info: backend_util.Conv3DInfo): AxisStart => ({
  input: info.inDepth,
  output: info.outDepth,
  kernel: info.filterDepth,
  stride: info.strideDepth,
  dilation: info.dilationDepth,
  begin: info.padInfo.front,
});
const heightOf = (info: backend_util.Conv2DInfo | backend_util.Conv3DInfo): AxisStart => ({
  input: info.inHeight,
  output: info.outHeight,
  kernel: info.filterHeight,
  stride: info.strideHeight,
  dilation: info.dilationHeight,
  begin: info.padInfo.top,
});
const widthOf = (info: backend_util.Conv2DInfo | backend_util.Conv3DInfo): AxisStart => ({
  input: info.inWidth,
  output: info.outWidth,
  kernel: info.filterWidth,
  stride: info.strideWidth,
  dilation: info.dilationWidth,
  begin: info.padInfo.left,
});
