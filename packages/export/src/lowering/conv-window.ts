/**
 * The geometry of a 2-D convolution on NHWC images and HWIO filters, flattened from what tfjs
 * computes; the numbers that Conv's attributes and the matmul form's indices are made of.
 */
import { backend_util } from '@tensorflow/tfjs-core';
import type { DataFormat } from './layout.ts';

export interface ConvWindow {
  readonly batch: number;
  readonly inHeight: number;
  readonly inWidth: number;
  readonly inChannels: number;
  readonly outHeight: number;
  readonly outWidth: number;
  readonly outChannels: number;
  readonly kernelHeight: number;
  readonly kernelWidth: number;
  readonly strideHeight: number;
  readonly strideWidth: number;
  readonly dilationHeight: number;
  readonly dilationWidth: number;
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

interface WindowAttrs {
  readonly strides: [number, number] | number;
  readonly pad: 'valid' | 'same' | number | backend_util.ExplicitPadding;
  readonly dilations?: [number, number] | number;
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
  readonly dataFormat?: DataFormat;
}

/** Explicit padding is given in the order of the images' own layout. */
function nhwcPadding({ pad, dataFormat }: WindowAttrs): WindowAttrs['pad'] {
  if (typeof pad !== 'object' || dataFormat !== 'NCHW') return pad;
  const [batch, channels, height, width] = pad;
  return [batch, height, width, channels] as backend_util.ExplicitPadding;
}

/** @param inShape NHWC, whatever `dataFormat` says of the images. @param filterShape HWIO, or HWCM when `depthwise`. */
export function convWindow(
  inShape: readonly number[],
  filterShape: readonly number[],
  attrs: WindowAttrs,
  depthwise = false,
): ConvWindow {
  const info = backend_util.computeConv2DInfo(
    inShape as [number, number, number, number],
    filterShape as [number, number, number, number],
    attrs.strides,
    attrs.dilations ?? 1,
    nhwcPadding(attrs),
    attrs.dimRoundingMode,
    depthwise,
  );
  const reachedHeight = (info.outHeight - 1) * info.strideHeight + info.effectiveFilterHeight;
  const reachedWidth = (info.outWidth - 1) * info.strideWidth + info.effectiveFilterWidth;
  const { top, left, bottom, right } = info.padInfo;
  return {
    batch: info.batchSize,
    inHeight: info.inHeight,
    inWidth: info.inWidth,
    inChannels: info.inChannels,
    outHeight: info.outHeight,
    outWidth: info.outWidth,
    outChannels: info.outChannels,
    kernelHeight: info.filterHeight,
    kernelWidth: info.filterWidth,
    strideHeight: info.strideHeight,
    strideWidth: info.strideWidth,
    dilationHeight: info.dilationHeight,
    dilationWidth: info.dilationWidth,
    top,
    left,
    // With sizes rounded up, the last window reaches beyond the padding that was asked for.
    bottom: Math.max(bottom, reachedHeight - info.inHeight - top),
    right: Math.max(right, reachedWidth - info.inWidth - left),
  };
}

/**
 * The convolution that takes dy to the gradient of a convolution's input, with the filter turned by
 * half a turn; undefined where pixels are skipped, or where it would have to crop.
 */
export function turnedWindow(w: ConvWindow): ConvWindow | undefined {
  const steps = [w.strideHeight, w.strideWidth, w.dilationHeight, w.dilationWidth];
  const crops =
    Math.max(w.top, w.bottom) >= w.kernelHeight || Math.max(w.left, w.right) >= w.kernelWidth;
  if (crops || steps.some((step) => step !== 1)) return undefined;
  const turned = (taps: number, padding: number) => taps - 1 - padding;
  return {
    ...w,
    ...{ inHeight: w.outHeight, inWidth: w.outWidth, inChannels: w.outChannels },
    ...{ outHeight: w.inHeight, outWidth: w.inWidth, outChannels: w.inChannels },
    top: turned(w.kernelHeight, w.top),
    bottom: turned(w.kernelHeight, w.bottom),
    left: turned(w.kernelWidth, w.left),
    right: turned(w.kernelWidth, w.right),
  };
}

/** Rows of padded input that no window reaches, at the bottom and at the right. */
export function unusedPadding(w: ConvWindow): { bottom: number; right: number } {
  const usedHeight = (w.outHeight - 1) * w.strideHeight + (w.kernelHeight - 1) * w.dilationHeight;
  const usedWidth = (w.outWidth - 1) * w.strideWidth + (w.kernelWidth - 1) * w.dilationWidth;
  return {
    bottom: w.inHeight + w.top + w.bottom - (usedHeight + 1),
    right: w.inWidth + w.left + w.right - (usedWidth + 1),
  };
}
