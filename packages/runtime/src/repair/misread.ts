/** Which convolutions ONNX Runtime (1.30) computes wrong on WebGPU; webgpu.ts says what they are. */
import type { ConvNode } from './conv-node.ts';
import type { Shape } from './shapes.ts';

/** A convolution with what its file tells about its sizes; one is -1 where it is open. */
export interface Sizes {
  /** Axes of the image. */
  readonly rank: number;
  /** Of filters and channels: [out, in]. */
  readonly channels: readonly [out: number, taken: number];
  readonly kernel: readonly number[];
  /**
   * The axes of the image, which ONNX Runtime may take from before a Pad: it joins the Pad to the
   * convolution.
   */
  readonly images: readonly Shape[];
}

/** @returns undefined where not even the number of axes is known, and for other images than lines and planes */
export function sizesOf(
  { kernel, strides, dilations, pads }: ConvNode,
  weight: Shape | undefined,
  images: readonly (Shape | undefined)[],
): Sizes | undefined {
  const [image] = images;
  const shape = weight ?? image;
  const stated = [kernel, strides, dilations].map(({ length }) => length);
  const rank = shape ? shape.length - 2 : Math.max(...stated, pads.length / 2);
  // Volumes are computed right.
  if (rank !== 1 && rank !== 2) return undefined;
  const axes = (sizes: readonly number[] | undefined) =>
    Array.from({ length: rank }, (_, axis) => sizes?.[axis] ?? -1);
  const taken = known(weight?.[1]) ?? known(image?.[1]) ?? -1;
  return {
    rank,
    channels: [weight?.[0] ?? -1, taken],
    kernel: axes(weight ? weight.slice(2) : kernel),
    images: images.map((each) => axes(each?.slice(2))),
  };
}

const known = (size: number | undefined) => (size === -1 ? undefined : size);

/**
 * Zeros that the channels need: a number, `computed` where the number of channels is open, and 0 where
 * they are read right.
 */
export function missingChannels({ channels: [out, taken] }: Sizes): number | 'computed' {
  if (out !== -1 && out % 4 !== 0) return 0;
  if (taken === -1) return 'computed';
  const isReadInThrees = taken > 3 && taken % 3 === 0 && taken % 4 !== 0;
  return isReadInThrees ? 4 - (taken % 4) : 0;
}

/**
 * The pads of a convolution that may be computed as a product by mistake; undefined for others, and where
 * no pads are right for all sizes: those of `auto_pad` with a stride depend on the image.
 */
export function padsOfProduct(conv: ConvNode, sizes: Sizes): readonly number[] | undefined {
  if (!conv.isStated) return undefined;
  const pads = padsOf(conv, sizes);
  if (!pads) return undefined;
  const [begins, ends] = [pads.slice(0, sizes.rank), pads.slice(sizes.rank)];
  if (begins.some((zeros) => zeros !== 0)) return undefined;
  const isPadded = ends.some((zeros) => zeros !== 0);
  const maySpan = sizes.images.some(
    (image, joined) => (isPadded || joined > 0) && image.every(maybe(sizes.kernel)),
  );
  return maySpan ? pads : undefined;
}

/** Whether an axis of the image may be as large as that of the filter. */
const maybe = (kernel: readonly number[]) => (size: number, axis: number) =>
  size === -1 || kernel[axis] === -1 || size === kernel[axis];

/**
 * Zeros of the convolution where its filter is as large as its image; undefined where they differ between
 * such images and others that the file allows.
 */
function padsOf(
  { autoPad, pads, strides, dilations }: ConvNode,
  { rank, kernel, images: [image] }: Sizes,
): readonly number[] | undefined {
  const none = Array.from({ length: 2 * rank }, () => 0);
  if (autoPad === 'VALID') return none;
  if (autoPad === 'NOTSET') return pads.length === 2 * rank ? pads : none;
  const totals = kernel.map((taps, axis) => {
    const [stride = 1, dilation = 1] = [strides[axis], dilations[axis]];
    if (taps === -1 || (stride !== 1 && image?.[axis] === -1)) return -1;
    return Math.max(0, (Math.ceil(taps / stride) - 1) * stride + (taps - 1) * dilation + 1 - taps);
  });
  if (totals.includes(-1)) return undefined;
  const halves = totals.map((total) => Math.floor(total / 2));
  const rests = totals.map((total) => Math.ceil(total / 2));
  return autoPad === 'SAME_LOWER' ? [...rests, ...halves] : [...halves, ...rests];
}
