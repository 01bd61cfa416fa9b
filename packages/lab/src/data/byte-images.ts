/**
 * A data set of images that a file holds as plain bytes (IDX, NPZ), cropped, resized and converted
 * to gray.
 */
import { LabError } from '../errors.ts';
import type { Rectangle } from '../imaging/decode-image.ts';
import { byteDataset, type ImageDataset } from '@ganport/core';
import {
  augmented,
  sampleLength,
  imageProblem,
  type ImageShape,
  sidesOf,
  withChannels,
} from '@ganport/core/internal';
import { defaultMaxBytes, tooLarge } from '../files/limits.ts';
import { middleOf, targetSize, type DatasetOptions } from './options.ts';
import { resizeBytes } from './resize-bytes.ts';

type ByteImages = Parameters<typeof byteDataset>[0];

/** @throws LabError 'data-mismatch' for images that are larger than ganport takes */
export function checkImageShape(shape: ImageShape, where: string): void {
  const problem = imageProblem(shape);
  if (problem !== undefined)
    throw new LabError('data-mismatch', `${where}: ${problem}; resize them`);
}

/**
 * Applies the options to images in memory.
 *
 * @throws LabError 'data-mismatch' for images smaller than the crop
 */
export async function byteImagesDataset(
  images: ByteImages,
  options: DatasetOptions = {},
): Promise<ImageDataset> {
  const dataset = byteDataset(toGray(await framed(images, options), options));
  return options.augment ? augmented(dataset, options.augment, 'augment') : dataset;
}

async function framed(images: ByteImages, options: DatasetOptions): Promise<ByteImages> {
  const { name, shape, pixels } = images;
  const [height, width, channels] = shape;
  const crop = options.crop === undefined ? undefined : sidesOf('crop', options.crop);
  const whole = { left: 0, top: 0, width, height };
  const part = crop ? middleOf(whole, crop) : whole;
  if (!part) {
    const message = `${name}: images of ${height} × ${width} are smaller than the crop of ${crop?.join(' × ')}; give a smaller --crop`;
    throw new LabError('data-mismatch', message);
  }
  const size = targetSize(options) ?? [part.height, part.width];
  const framedShape: ImageShape = [...size, channels];
  if (part === whole && framedShape.join() === shape.join()) return images;
  const { maxBytes = defaultMaxBytes } = options;
  const bytes = images.size * sampleLength(framedShape);
  if (bytes > maxBytes)
    throw tooLarge(name, `at this size its images have ${bytes} bytes`, maxBytes);
  const resized = await resizeBytes(pixels, shape, covered(part, size), size);
  return { ...images, shape: framedShape, pixels: resized };
}

/** The middle of an area with the aspect ratio of a size, in whole pixels. */
export function covered(area: Rectangle, [height, width]: readonly [number, number]): Rectangle {
  const scale = Math.min(area.width / width, area.height / height);
  const cut = [Math.round(height * scale), Math.round(width * scale)] as const;
  return middleOf(area, [Math.max(1, cut[0]), Math.max(1, cut[1])]) ?? area;
}

function toGray(images: ByteImages, { grayscale = false }: DatasetOptions): ByteImages {
  const { shape, size, pixels } = images;
  const [height, width, channels] = shape;
  if (!grayscale || channels !== 3) return images;
  // All images as one tall image.
  const all = { width, height: size * height, channels, data: pixels } as const;
  return { ...images, shape: [height, width, 1], pixels: withChannels(all, 1).data };
}
