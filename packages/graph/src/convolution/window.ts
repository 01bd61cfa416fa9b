/** The geometry of a 2-D convolution on NHWC images and HWIO filters, as numbers. */

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
