/** The window of a tfjs convolution, from the attributes of its kernel. */
import { backend_util } from '@tensorflow/tfjs-core';
import type { ConvWindow } from '@ganport/graph/internal';
import type { DataFormat } from './data-format.ts';

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
