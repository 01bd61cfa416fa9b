/**
 * The image input of a model, by its shape and metadata, and the conversion of images to it:
 * channels, size, range, layout. Images are resized as in data sets: antialiased, with the middle
 * cropped where the aspect ratio differs.
 */
import type { Model, ValueInfo } from '@ganport/graph';
import type { HostTensor } from '@ganport/runtime';
import { LabError } from '../errors.ts';
import { covered } from '../data/byte-images.ts';
import { resizeBytes } from '../data/resize-bytes.ts';
import {
  checkFixedSizes,
  unitRange,
  valueRangeOf,
  type ValueRange,
} from '../models/model-metadata.ts';
import type { ImageShape } from '@ganport/core';
import { fromBytes, toBytes } from '../imaging/eight-bit.ts';

/** Types of image inputs; integers are bytes unless the metadata say otherwise. */
const types = { float32: Float32Array, int32: Int32Array, uint8: Uint8Array } as const;

type ImageType = keyof typeof types;

export interface ImageInput {
  readonly name: string;
  readonly dtype: ImageType;
  readonly layout: 'NHWC' | 'NCHW';
  /** The fixed number of images of a batch; undefined where any number fits. */
  readonly batch?: number;
  /** The fixed size; undefined where any size fits. */
  readonly size?: readonly [height: number, width: number];
  readonly channels: 1 | 3;
  readonly range: ValueRange;
}

/**
 * Finds the one image input of a model. Its layout is `ganport.layout.NAME` of the metadata, else
 * the one whose shape has 1 or 3 channels. Its values are in `ganport.range.NAME`, else in [-1, 1], or in
 * [0, 255] where they are integers.
 *
 * @param path named in errors
 * @throws LabError 'data-mismatch' for a model with any other input
 */
export function imageInputOf({ graph, metadata }: Model, path: string): ImageInput {
  const [input, ...others] = graph.inputs;
  if (!input || others.length > 0 || !isImageType(input.dtype) || input.shape.length !== 4) {
    const has = graph.inputs.map(describe).join(', ') || 'none';
    throw unsuitable(
      path,
      `an extractor has one input, images of 4 dimensions (float32, int32 or uint8), not ${has}`,
    );
  }
  checkFixedSizes(path, input);
  const { name, shape, dtype } = input;
  const layout = layoutOf(metadata[`ganport.layout.${name}`], shape);
  const [batch, ...rest] = shape;
  const [height, width, channels] =
    layout === 'NCHW' ? [rest[1], rest[2], rest[0]] : [rest[0], rest[1], rest[2]];
  if (!layout || (channels !== 1 && channels !== 3)) {
    throw unsuitable(path, `input ${describe(input)} has neither 1 nor 3 channels at either end`);
  }
  return {
    name,
    dtype,
    layout,
    channels,
    range: valueRangeOf({ metadata }, name) ?? (dtype === 'float32' ? unitRange : byteRange),
    ...(typeof batch === 'number' && { batch }),
    ...(typeof height === 'number' && typeof width === 'number' && { size: [height, width] }),
  };
}

/**
 * Converts images to a tensor for the input.
 *
 * @param images [count, height, width, channels] in [-1, 1]
 * @returns [count, …] in the input's type, layout and range
 * @throws LabError 'data-mismatch' for images that are neither gray nor RGB
 */
export async function fitImages(
  images: Float32Array,
  shape: ImageShape,
  input: ImageInput,
): Promise<HostTensor> {
  if (shape[2] !== 1 && shape[2] !== 3) {
    const message = `images of ${shape.join(' × ')}: an extractor takes 1 or 3 channels; make them gray or RGB`;
    throw new LabError('data-mismatch', message);
  }
  const length = shape[0] * shape[1] * shape[2];
  const count = images.length / length;
  const [height, width] = input.size ?? [shape[0], shape[1]];
  const { channels } = input;
  const own = await resized(images, shape, [height, width]);
  const fitted = withChannels(own, shape[2], channels);
  const [min, max] = input.range;
  if (min !== -1 || max !== 1) {
    for (let i = 0; i < fitted.length; i++) {
      fitted[i] = min + (((fitted[i] as number) + 1) / 2) * (max - min); // In range.
    }
  }
  const isFirst = input.layout === 'NCHW';
  const { dtype } = input;
  return {
    dtype,
    dims: isFirst ? [count, channels, height, width] : [count, height, width, channels],
    data: inType(isFirst ? channelsFirst(fitted, count, height * width, channels) : fitted, dtype),
  };
}

const byteRange: ValueRange = [0, 255];

function isImageType(dtype: string): dtype is ImageType {
  return Object.hasOwn(types, dtype);
}

/** The numbers themselves, or the nearest integers. */
function inType(values: Float32Array, dtype: ImageType) {
  return dtype === 'float32' ? values : types[dtype].from(values.map(Math.round));
}

function layoutOf(
  declared: string | undefined,
  shape: ValueInfo['shape'],
): ImageInput['layout'] | undefined {
  if (declared === 'NHWC' || declared === 'NCHW') return declared;
  if (shape[3] === 1 || shape[3] === 3) return 'NHWC';
  return shape[1] === 1 || shape[1] === 3 ? 'NCHW' : undefined;
}

/** Converts to gray by ITU-R BT.601's luma, or to color by repetition. */
function withChannels(image: Float32Array, given: number, wanted: 1 | 3): Float32Array {
  if (given === wanted) return image;
  const at = (index: number) => image[index] ?? NaN;
  return wanted === 3
    ? Float32Array.from({ length: 3 * image.length }, (_, i) => at(Math.floor(i / 3)))
    : Float32Array.from(
        { length: image.length / given },
        (_, i) => 0.299 * at(given * i) + 0.587 * at(given * i + 1) + 0.114 * at(given * i + 2),
      );
}

async function resized(
  images: Float32Array,
  shape: ImageShape,
  [height, width]: readonly [number, number],
): Promise<Float32Array> {
  const [fromHeight, fromWidth] = shape;
  if (fromHeight === height && fromWidth === width) return images;
  const whole = { left: 0, top: 0, width: fromWidth, height: fromHeight };
  const part = covered(whole, [height, width]);
  return fromBytes(await resizeBytes(toBytes(images), shape, part, [height, width]));
}

function channelsFirst(
  images: Float32Array,
  count: number,
  pixels: number,
  channels: number,
): Float32Array {
  const out = new Float32Array(images.length);
  for (let i = 0; i < count; i++) {
    for (let pixel = 0; pixel < pixels; pixel++) {
      for (let channel = 0; channel < channels; channel++) {
        const value = images[(i * pixels + pixel) * channels + channel] as number; // In range.
        out[(i * channels + channel) * pixels + pixel] = value;
      }
    }
  }
  return out;
}

function describe({ name, dtype, shape }: ValueInfo): string {
  return `${name} ${dtype} [${shape.join(', ')}]`;
}

function unsuitable(path: string, reason: string): LabError {
  return new LabError('data-mismatch', `${path}: cannot be used as an extractor: ${reason}`);
}
