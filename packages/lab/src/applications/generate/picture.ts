/** Generated samples as one picture file: a sheet, or an animation of images. */
import {
  animationFormats,
  encodeAnimation,
  type AnimationFormat,
} from '../../imaging/animation.ts';
import { encodePng } from '../../imaging/encode-image.ts';
import type { DataKind, ImageShape } from '@ganport/core';
import { dataKinds, imageGrid, namesOnSheet, sampleLength } from '@ganport/core/internal';
import type { SampleLabels } from './sample-files.ts';
import type { DrawnSamples } from './noise-generator.ts';

/** Milliseconds for each frame. */
const DELAY = 80;

/**
 * Encodes a PNG file with the samples in rows of `columns`, and the names of their classes.
 *
 * @param labels the class of each sample, with the names of the classes where they are known
 * @example
 * const drawing = planSheet({ seed: 1, latent: generator.latent, count: 25 });
 * const png = await encodeSheet(await generator.draw(drawing), drawing.columns);
 */
export function encodeSheet(
  { kind, data, shape }: DrawnSamples,
  columns: number,
  { labels, classes }: SampleLabels = {},
): Promise<Uint8Array> {
  const names = labels && namesOnSheet(labels, classes);
  const dims = [data.length / sampleLength(shape), ...shape];
  const { picture }: DataKind = dataKinds[kind];
  return encodePng(picture([{ dtype: 'float32', dims, data }], shape, columns, names));
}

/**
 * Encodes an endless animation of the images, 80 ms each.
 *
 * @example
 * const { latent } = generator;
 * const drawing = planWalk({ seed: 1, latent, stops: 5, frames: 24, isRound: true });
 * const gif = await encodeFrames(await generator.draw(drawing), 'gif');
 */
export function encodeFrames(
  { data, shape }: DrawnSamples,
  format: AnimationFormat,
): Promise<Uint8Array> {
  const tall = imageGrid(data, shape as ImageShape, 1, { padding: 0 });
  const count = data.length / sampleLength(shape);
  return encodeAnimation(tall, count, format, DELAY);
}

/** The format that a file's name asks for; undefined for an unknown extension. */
export function pictureFormat(path: string): 'png' | AnimationFormat | undefined {
  const [, extension = ''] = /\.([^./\\]+)$/.exec(path) ?? [];
  return (['png', ...animationFormats] as const).find((known) => known === extension.toLowerCase());
}
