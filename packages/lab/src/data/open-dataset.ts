/**
 * Data by the name that a user gives: a known data set, an IDX or NPZ file, or a folder of IDX
 * files, of images, of sounds or of text; lists of words.
 */
import { existsSync, type Stats } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { createRing, type Dataset } from '@ganport/core';
import { loadAvatars, parseAvatars } from './avatars.ts';
import { isHdf5Name } from './hdf5.ts';
import { loadFields, parseFields } from './fields.ts';
import { loadIdx } from './idx.ts';
import { loadImageFolder } from './image-folder.ts';
import { isCsvName, loadCsv } from './csv.ts';
import { loadHouseholds, parseHouseholds } from './households.ts';
import { loadShippedJets } from './jets.ts';
import { loadMnist } from './mnist.ts';
import { loadNpz } from './npz.ts';
import { refuseImageOptions, type DatasetOptions } from './options.ts';
import { readInputFolder, statInput } from '../files/read-input.ts';
import { LabError } from '../errors.ts';
import { isImageName } from './list-images.ts';
import { loadShowers, parseShowers } from './showers.ts';
import { loadSfx, parseSfx } from './sfx.ts';
import { listSounds, loadSoundFolder } from './sound-folder.ts';
import { loadStackedMnist } from './stacked-mnist.ts';
import { isTextName, listTexts, loadText } from './text-files.ts';
import { loadHdf5 } from './volumes.ts';
import { loadWordList } from './word-lists.ts';

type Load = (options?: DatasetOptions) => Promise<Dataset>;

const named: ReadonlyMap<string, Load> = new Map([
  ['mnist', (options) => loadMnist('train', options)],
  ['mnist-test', (options) => loadMnist('test', options)],
  ['jets', loadShippedJets],
  ['ring', loadRing],
  ['stacked-mnist', loadStackedMnist],
  ['words', (options) => loadWordList('words', 'train', options)],
  ['words-test', (options) => loadWordList('words', 'test', options)],
  ['names', (options) => loadWordList('names', 'train', options)],
  ['names-test', (options) => loadWordList('names', 'test', options)],
]);

/** The file names of MNIST and its relatives: train-images-idx3-ubyte, train-images.idx3-ubyte. */
const IDX_IMAGES = /^(.*)images([-.])idx[34]-ubyte(\.gz)?$/;

/**
 * Opens a data set: `mnist`, `mnist-test`, `stacked-mnist`, `ring`, `avatars` (with settings, such as
 * `avatars:label=glasses`), `sfx`, `jets`, `showers`, `fields`, `words`, `names`, `households`, an IDX,
 * NPZ, HDF5, .csv or .txt file, a folder of IDX files (its training images), of images, of sounds, or of
 * text. Labels of an IDX file are found beside it.
 *
 * @param options how images are cropped, resized and augmented, and sounds cut and resampled, lines of
 * text cut
 * @returns samples float32 in [-1, 1], read by index
 * @throws LabError as loadMnist, loadRing, loadStackedMnist, loadAvatars, loadIdx, loadNpz, loadHdf5,
 * loadImageFolder, loadSoundFolder, loadText, loadWordList, loadHouseholds and loadCsv
 * @example
 * const photos = await openDataset('photos/', { size: 64 });
 */
export async function openDataset(spec: string, options?: DatasetOptions): Promise<Dataset> {
  const load = named.get(spec);
  if (load) return load(options);
  const avatars = parseAvatars(spec);
  if (avatars) return loadAvatars(avatars, options);
  const sfx = parseSfx(spec);
  if (sfx) return loadSfx(sfx, options?.sounds);
  const fields = parseFields(spec);
  if (fields) return loadFields(fields, options);
  const showers = parseShowers(spec);
  if (showers) return loadShowers(showers, options);
  const households = parseHouseholds(spec);
  if (households) return loadHouseholds(households, options?.rows);
  if (!(await statData(spec)).isDirectory()) {
    if (isTextName(basename(spec))) {
      return loadText(spec, { files: [{ path: spec, label: 0 }] }, options);
    }
    if (isHdf5Name(spec)) return loadHdf5(spec, options);
    if (isCsvName(spec)) return loadCsv(spec, options);
    return spec.toLowerCase().endsWith('.npz') ? loadNpz(spec, options) : openIdx(spec, options);
  }
  const names = (await readInputFolder(spec)).map(({ name }) => name);
  const idx = names.filter((name) => IDX_IMAGES.test(name)).toSorted();
  const images = idx.find((name) => name.startsWith('train')) ?? idx[0];
  if (images === undefined) {
    const sounds = names.some(isImageName) ? undefined : await listSounds(spec);
    if (sounds) return loadSoundFolder(spec, sounds, options);
    const texts = names.some(isImageName) ? undefined : await listTexts(spec);
    return texts ? loadText(spec, texts, options) : loadImageFolder(spec, options);
  }
  return openIdx(join(spec, images), options);
}

/** @throws LabError 'not-found', for what looks like the name of a data set with the list of them */
async function statData(spec: string): Promise<Stats> {
  try {
    return await statInput(spec);
  } catch (error) {
    const looksLikeName = /^[\w-]+$/.test(spec) && !existsSync(spec);
    if (!looksLikeName) throw error;
    const names = [...named.keys(), 'avatars', 'sfx', 'households', 'showers', 'fields'].join(', ');
    const message = `${spec}: no such file or folder, and no data set of this name; those with names are ${names}`;
    throw new LabError('not-found', message, { cause: error });
  }
}

async function openIdx(images: string, options?: DatasetOptions): Promise<Dataset> {
  const folder = dirname(images);
  const [, prefix, separator] = IDX_IMAGES.exec(basename(images)) ?? [];
  if (prefix === undefined) return loadIdx(images, undefined, options);
  const names = (await readInputFolder(folder)).map(({ name }) => name);
  const stem = `${prefix}labels${separator}idx1-ubyte`;
  const labels = [stem, `${stem}.gz`].find((name) => names.includes(name));
  return loadIdx(images, labels === undefined ? undefined : join(folder, labels), options);
}

/** @throws LabError 'bad-argument' for options of images */
async function loadRing(options: DatasetOptions = {}): Promise<Dataset> {
  refuseImageOptions(options, 'ring', 'points');
  return createRing();
}
