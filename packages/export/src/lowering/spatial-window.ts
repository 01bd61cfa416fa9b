/**
 * The geometry of windows that slide over two or three spatial axes, one entry an axis: what pools
 * and convolutions of volumes are made of. conv-window.ts has the form for Conv2D.
 */
import { backend_util } from '@tensorflow/tfjs-core';

export interface SpatialWindow {
  readonly batch: number;
  readonly inChannels: number;
  readonly outChannels: number;
  readonly input: readonly number[];
  readonly output: readonly number[];
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  /** Padding before the first element. */
  readonly begin: readonly number[];
  /** Padding after the last element that a window reaches; negative where none reaches the end. */
  readonly end: readonly number[];
}

type Steps = number | number[];
type Rounding = 'floor' | 'round' | 'ceil';

interface PoolAttrs {
  readonly filterSize: Steps;
  readonly strides: Steps;
  readonly pad: 'valid' | 'same' | number | backend_util.ExplicitPadding;
  readonly dimRoundingMode?: Rounding;
}

/** @param shape [N, H, W, C] or [N, D, H, W, C]. */
export function poolWindow(shape: readonly number[], attrs: PoolAttrs): SpatialWindow {
  const { filterSize, strides, pad, dimRoundingMode } = attrs;
  if (shape.length === 4) {
    const info = backend_util.computePool2DInfo(
      shape as [number, number, number, number],
      filterSize as [number, number],
      strides as [number, number],
      1,
      pad,
      dimRoundingMode,
    );
    return fromAxes(info, [heightOf(info), widthOf(info)]);
  }
  const info = backend_util.computePool3DInfo(
    shape as [number, number, number, number, number],
    filterSize as [number, number, number],
    strides as [number, number, number],
    1,
    pad as number,
    dimRoundingMode,
  );
  return fromAxes(info, [depthOf(info), heightOf(info), widthOf(info)]);
}

interface Conv3DAttrs {
  readonly strides: Steps;
  readonly pad: 'valid' | 'same';
  readonly dilations?: Steps;
}

/** @param shape NDHWC. @param filterShape DHWIO. */
export function conv3dWindow(
  shape: readonly number[],
  filterShape: readonly number[],
  { strides, pad, dilations = 1 }: Conv3DAttrs,
): SpatialWindow {
  const info = backend_util.computeConv3DInfo(
    shape as [number, number, number, number, number],
    filterShape as [number, number, number, number, number],
    strides as [number, number, number],
    dilations as [number, number, number],
    pad,
  );
  return fromAxes(info, [depthOf(info), heightOf(info), widthOf(info)]);
}

/** Attributes of MaxPool and AveragePool, which knows dilations from opset 19 on; no pool has any. */
export function poolAttributes({ kernel, strides, begin, end }: SpatialWindow) {
  const pads = [...begin, ...end.map((size) => Math.max(size, 0))];
  return { kernel_shape: kernel, strides, pads };
}

/** Attributes of Conv and ConvTranspose. */
export function convAttributes(window: SpatialWindow) {
  return { ...poolAttributes(window), dilations: window.dilations };
}

interface Axis {
  readonly input: number;
  readonly output: number;
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  readonly begin: number;
}

function fromAxes(
  info: { batchSize: number; inChannels: number; outChannels: number },
  axes: readonly Axis[],
): SpatialWindow {
  return {
    batch: info.batchSize,
    inChannels: info.inChannels,
    outChannels: info.outChannels,
    input: axes.map(({ input }) => input),
    output: axes.map(({ output }) => output),
    kernel: axes.map(({ kernel }) => kernel),
    strides: axes.map(({ stride }) => stride),
    dilations: axes.map(({ dilation }) => dilation),
    begin: axes.map(({ begin }) => begin),
    end: axes.map(
      ({ input, output, kernel, stride, dilation, begin }) =>
        (output - 1) * stride + (kernel - 1) * dilation + 1 - input - begin,
    ),
  };
}

const depthOf = (info: backend_util.Conv3DInfo): Axis => ({
  input: info.inDepth,
  output: info.outDepth,
  kernel: info.filterDepth,
  stride: info.strideDepth,
  dilation: info.dilationDepth,
  begin: info.padInfo.front,
});
const heightOf = (info: backend_util.Conv2DInfo | backend_util.Conv3DInfo): Axis => ({
  input: info.inHeight,
  output: info.outHeight,
  kernel: info.filterHeight,
  stride: info.strideHeight,
  dilation: info.dilationHeight,
  begin: info.padInfo.top,
});
const widthOf = (info: backend_util.Conv2DInfo | backend_util.Conv3DInfo): Axis => ({
  input: info.inWidth,
  output: info.outWidth,
  kernel: info.filterWidth,
  stride: info.strideWidth,
  dilation: info.dilationWidth,
  begin: info.padInfo.left,
});
