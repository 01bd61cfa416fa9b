/**
 * A folder of sound files as a data set. The files are in the folder itself, or in one subfolder for each
 * class. Names such as dog_1.wav, dog_2.wav, cat_1.wav are classes too.
 */
import { basename, extname, join } from 'node:path';
import type { Dataset } from '@ganport/core';
import { toSixteenBits } from '@ganport/core/internal';
import { LabError } from '../errors.ts';
import { readInputFolder } from '../files/read-input.ts';
import { throwAll } from './check-images.ts';
import { concurrently } from './concurrently.ts';
import { defaultMemory, type DatasetOptions } from './options.ts';
import { decodeSound, soundExtensions } from '../sounds/decode-sound.ts';
import { atPeak, resolved } from '../sounds/options.ts';
import { resample } from '../sounds/resample.ts';
import { soundDataset } from '../sounds/sound-dataset.ts';

/** The sound files of a folder, and their classes. */
interface SoundList {
  readonly paths: readonly string[];
  readonly labels?: Int32Array;
  readonly classes?: readonly string[];
}

const isSound = (name: string) =>
  !name.startsWith('.') && soundExtensions.includes(extname(name).toLowerCase());

/** Lists the sounds of a folder in the order of their names; undefined where there are none. */
export async function listSounds(folder: string): Promise<SoundList | undefined> {
  const entries = await readInputFolder(folder);
  const names = entries.map(({ name }) => name).toSorted();
  const own = names.filter(isSound);
  if (own.length > 0) {
    const paths = own.map((name) => join(folder, name));
    return { paths, ...labelsOfNames(own) };
  }
  const paths: string[] = [];
  const labels: number[] = [];
  const classes: string[] = [];
  const subfolders = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'));
  for (const name of subfolders.map((entry) => entry.name).toSorted()) {
    const inside = await readInputFolder(join(folder, name));
    const sounds = inside
      .map((entry) => entry.name)
      .filter(isSound)
      .toSorted();
    if (sounds.length === 0) continue;
    const label = classes.push(name) - 1;
    paths.push(...sounds.map((sound) => join(folder, name, sound)));
    labels.push(...sounds.map(() => label));
  }
  return paths.length > 0 ? { paths, labels: Int32Array.from(labels), classes } : undefined;
}

/** What comes before the first _ of all names, where that makes classes of two files or more on average. */
function labelsOfNames(names: readonly string[]): Pick<SoundList, 'labels' | 'classes'> {
  const words = names.map((name) => /^([^_]+)_/.exec(name)?.[1]);
  const classes = [...new Set(words.filter((word) => word !== undefined))].toSorted();
  const isLabeled = !words.includes(undefined) && classes.length > 1;
  if (!isLabeled || 2 * classes.length > names.length) return {};
  return { classes, labels: Int32Array.from(words, (word) => classes.indexOf(word ?? '')) };
}

/**
 * Decodes the sounds of a folder.
 *
 * @param options `sounds` says to which rate and length
 * @throws LabError 'corrupt-file' that names the files that cannot be used, 'bad-argument' for options
 * of images, 'data-mismatch' for more sound than fits into memory
 */
export async function loadSoundFolder(
  folder: string,
  { paths, labels, classes }: SoundList,
  options: DatasetOptions = {},
): Promise<Dataset> {
  const { sampleRate } = resolved(options.sounds);
  const { loudness } = options.sounds ?? {};
  const { memory = defaultMemory, maxBytes } = options;
  const failures: LabError[] = [];
  let bytes = 0;
  const sounds = await concurrently(paths, async (path) => {
    try {
      const { samples, sampleRate: own } = await decodeSound(path, maxBytes);
      const resampled = resample(samples, own, sampleRate);
      const sound = toSixteenBits(loudness === 'peak' ? atPeak(resampled) : resampled);
      bytes += sound.byteLength;
      if (bytes <= memory) return sound;
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      failures.push(error);
      return new Int16Array();
    }
    const message = `${folder}: its sounds have more than ${memory} bytes at ${sampleRate} samples a second; give fewer, or a lower --sample-rate`;
    throw new LabError('data-mismatch', message);
  });
  throwAll(folder, paths.length, failures, 'sounds');
  const description = {
    name: basename(folder),
    size: sounds.length,
    ...(labels && classes && { labels, classes }),
  };
  // In range: data sets check the indices that they read.
  return soundDataset(description, (index) => sounds[index] as Int16Array, options.sounds);
}
