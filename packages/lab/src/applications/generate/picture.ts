/** Generated samples as one file: a sheet, an animation of images, sounds or lines one after the other. */
import {
  animationFormats,
  encodeAnimation,
  type AnimationFormat,
} from '../../imaging/animation.ts';
import { encodeNpz } from '../../data/npz.ts';
import { LabError } from '../../errors.ts';
import { kindsInLab } from '../../kinds/index.ts';
import { encodePng } from '../../imaging/encode-image.ts';
import type { DataKind, ImageShape, KindName } from '@ganport/core';
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
  if (kind !== 'images') throw unsuitable('animations are of images', kind);
  const tall = imageGrid(data, shape as ImageShape, 1, { padding: 0 });
  const count = data.length / sampleLength(shape);
  return encodeAnimation(tall, count, format, DELAY);
}

/** What files of several samples hold, by their extension. */
const joinedFiles = { wav: 'sounds', txt: 'text', csv: 'rows' } as const;

/**
 * Encodes samples one after the other as the file of their kind: sounds as WAV, text as lines, rows as CSV.
 *
 * @throws LabError 'bad-argument' for samples of a kind without such a file
 */
export function encodeJoined(
  { kind, data, shape, settings = {} }: DrawnSamples,
  extension: keyof typeof joinedFiles,
): Uint8Array {
  const { file }: DataKind = dataKinds[kind];
  const dims = [data.length / sampleLength(shape), ...shape];
  const joined = file?.({ dtype: 'float32', dims, data }, shape, settings);
  if (joined?.extension === extension) return joined.bytes;
  throw unsuitable(`a .${extension} file holds ${joinedFiles[extension]}`, kind);
}

/**
 * Encodes samples as an NPZ file, which is read as data of their kind.
 *
 * @throws LabError 'bad-argument' for samples of a kind without such a file
 */
export function encodeArrays({ kind, data, shape, conditions }: DrawnSamples): Uint8Array {
  const { arrays } = kindsInLab[kind];
  if (arrays) return encodeNpz(arrays(data, shape, conditions));
  throw unsuitable('a .npz file holds jets or volumes', kind);
}

/** The file of a kind's samples, beside a picture. */
const ownFiles: Readonly<Partial<Record<KindName, string>>> = {
  audio: '.wav',
  text: '.txt',
  rows: '.csv',
  jets: '.npz',
  volumes: '.npz',
};

function unsuitable(what: string, kind: KindName): LabError {
  const files = [ownFiles[kind], '.png'].filter((extension) => extension !== undefined);
  const message = `${what}, and the generator makes ${dataKinds[kind].noun[1]}; write a ${files.join(' or ')}`;
  return new LabError('bad-argument', message);
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

/** The format that a file's name asks for; undefined for an unknown extension. */
export function outputFormat(
  path: string,
): 'png' | 'npz' | keyof typeof joinedFiles | AnimationFormat | undefined {
  const [, extension = ''] = /\.([^./\\]+)$/.exec(path) ?? [];
  return (['png', 'wav', 'txt', 'csv', 'npz', ...animationFormats] as const).find(
    (known) => known === extension.toLowerCase(),
  );
}
