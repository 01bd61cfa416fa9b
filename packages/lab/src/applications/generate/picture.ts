/** Generated samples as a sheet, as an animation of images, as lines. */
import { encodeAnimation, type AnimationFormat } from '../../imaging/animation.ts';
import { LabError } from '../../errors.ts';
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
  { kind, data, shape, settings }: DrawnSamples,
  columns: number,
  { labels, classes }: SampleLabels = {},
): Promise<Uint8Array> {
  const names = labels && namesOnSheet(labels, classes);
  const dims = [data.length / sampleLength(shape), ...shape];
  const { picture }: DataKind = dataKinds[kind];
  return encodePng(picture([{ dtype: 'float32', dims, data }], shape, columns, names, settings));
}

/**
 * Encodes an endless animation of the images, 80 ms each.
 *
 * @example
 * const { latent } = generator;
 * const drawing = planWalk({ seed: 1, latent, stops: 5, frames: 24, isRound: true });
 * const gif = await encodeFrames(await generator.draw(drawing), 'gif');
 */
export async function encodeFrames(
  { kind, data, shape }: DrawnSamples,
  format: AnimationFormat,
): Promise<Uint8Array> {
  if (kind !== 'images') {
    throw new LabError(
      'bad-argument',
      `animations are of images, not of ${dataKinds[kind].noun[1]}`,
    );
  }
  const tall = imageGrid(data, shape as ImageShape, 1, { padding: 0 });
  const count = data.length / sampleLength(shape);
  return encodeAnimation(tall, count, format, DELAY);
}

/** The samples as lines of text, of rows with the names of the columns first; undefined for other kinds. */
export function linesOfSamples({
  kind,
  data,
  shape,
  settings = {},
}: DrawnSamples): string[] | undefined {
  const { lines }: DataKind = dataKinds[kind];
  const dims = [data.length / sampleLength(shape), ...shape];
  return lines?.({ dtype: 'float32', dims, data }, shape, settings);
}
