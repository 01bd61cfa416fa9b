/** What a translator is: a model of one image in and one image out, as CycleGAN's and pix2pix's generators. */
import { multipleOf } from '@ganport/graph/internal';
import { messageOf } from '../errors.ts';
import type { Metadata } from '../metadata.ts';
import {
  declaredLayout,
  type End,
  type Ends,
  type Layout,
  rangeOf,
  signature,
  unsuitable,
  type ValueRange,
} from './ends.ts';

/** The sizes of an axis that a model takes: one, or every multiple of a number. */
export type AxisSizes = { readonly fixed: number } | { readonly multiple: number };

export interface ImageEnd {
  readonly name: string;
  readonly layout: Layout;
  readonly range: ValueRange;
}

export interface ImageSpec {
  readonly kind: 'image';
  readonly input: ImageEnd;
  readonly output: ImageEnd;
  readonly height: AxisSizes;
  readonly width: AxisSizes;
  /** Of the image that goes in. */
  readonly channels: 1 | 3;
}

/** The multiple of files that declare none: two strides of two, as in most translators. */
const USUAL_MULTIPLE = 4;

/** The longest side that a file may fix. */
const MOST_PIXELS = 4096;

/** Whether the ends look like those of a translator, which a spec then finds right or wrong. */
export function isTranslator({ inputs, outputs }: Ends): boolean {
  const isImage = (end: End | undefined) => end?.dims.length === 4;
  return inputs.length === 1 && isImage(inputs[0]) && isImage(outputs[0]) && hasArea(inputs[0]);
}

/** Noise of four axes, such as [batch, 100, 1, 1], has no area. */
function hasArea(end: End | undefined): boolean {
  const [, ...sizes] = end?.dims ?? [];
  return sizes.filter((size) => size === 1).length < 2;
}

/** @throws WebError 'unsuitable-model' */
export function imageSpec({ inputs, outputs }: Ends, metadata: Metadata): ImageSpec {
  const [input, output] = [inputs[0], outputs[0]];
  if (!input || !output || inputs.length + outputs.length > 2) {
    throw unsuitable('a translator has one image in and one image out');
  }
  const end = (what: End): ImageEnd => ({
    name: what.name,
    layout: layoutOf(what, metadata),
    range: rangeOf(metadata, what.name),
  });
  const [height, width, channels] = spatial(input.dims, layoutOf(input, metadata));
  return {
    kind: 'image',
    input: end(input),
    output: end(output),
    height: sizesOf(metadata, height),
    width: sizesOf(metadata, width),
    channels: channels === 1 ? 1 : 3,
  };
}

/** The layout in the metadata, else the one with 1 or 3 channels. @throws WebError */
function layoutOf(end: End, metadata: Metadata): Layout {
  const declared = declaredLayout(metadata, end.name);
  const { dims, dtype } = end;
  const isChannels = (size: unknown) => size === 1 || size === 3;
  if (dtype === 'float32' && dims.length === 4 && (dims[0] === 1 || typeof dims[0] !== 'number')) {
    if (declared !== 'NCHW' && isChannels(dims[3])) return 'NHWC';
    if (declared !== 'NHWC' && isChannels(dims[1])) return 'NCHW';
  }
  throw unsuitable(
    `a translator's images are float32[1, height, width, 1 or 3]; ${end.name} of this model is ${signature(end)}`,
  );
}

/** Height, width and channels of a shape that begins with a batch. */
export function spatial<T>([, a, b, c]: readonly T[], layout: Layout): [T?, T?, T?] {
  return (layout === 'NHWC' ? [a, b, c] : [b, c, a]) as [T?, T?, T?];
}

/** @throws WebError 'unsuitable-model' for sizes that no page can hold */
function sizesOf(metadata: Metadata, size: number | string | undefined): AxisSizes {
  if (typeof size === 'number') {
    if (size >= 1 && size <= MOST_PIXELS) return { fixed: size };
    throw unsuitable(
      `images have sides of 1 to ${MOST_PIXELS} pixels; this model fixes one of ${size}`,
    );
  }
  try {
    const multiple = size === undefined ? undefined : multipleOf({ metadata }, size);
    if (multiple !== undefined) return { multiple };
  } catch (cause) {
    throw unsuitable(messageOf(cause));
  }
  // Files of ganport declare every constraint.
  const own = Object.keys(metadata).some((key) => key.startsWith('ganport.'));
  return { multiple: own ? 1 : USUAL_MULTIPLE };
}
