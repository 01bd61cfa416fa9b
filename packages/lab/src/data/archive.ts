/** Arrays in an NPZ file, numpy's archive, by the usual names of their kind. */
import { LabError, messageOf } from '../errors.ts';
import { defaultMaxBytes } from '../files/limits.ts';
import { readInputFile } from '../files/read-input.ts';
import { limits } from '@ganport/core/internal';
import * as z from 'zod';
import { numberedClasses } from './labels.ts';
import { isTextNpy, parseNpy, parseTextNpy, type NpyArray, type NpyData } from './npy.ts';
import { unzip } from './zip.ts';

/** The names of Keras and MedMNIST, plain names, and numpy.savez's names of unnamed arrays. */
export const imageNames = ['x_train', 'train_images', 'images', 'x', 'arr_0'];
const labelNames = ['y_train', 'train_labels', 'labels', 'y', 'arr_1'];
/** The arrays of files of jets. */
export const jetNames = { pixels: 'jets', unit: 'unit', classes: 'classes' } as const;
/** The arrays of files of sounds, of text, and of points. */
export const soundNames = { sounds: 'sounds', rate: 'rate' } as const;
export const lineName = 'lines';
export const pointName = 'points';
/** The arrays of files of volumes, with the names that calorimeter data sets use. */
export const volumeNames = {
  cells: 'volumes',
  energies: 'energies',
  ecal: 'ECAL',
  energy: 'energy',
  target: 'target',
} as const;
const wantedNames = new Set(
  [
    ...[...imageNames, ...labelNames, ...Object.values(jetNames), ...Object.values(volumeNames)],
    ...[...Object.values(soundNames), lineName],
  ].map((name) => `${name}.npy`),
);

/** Arrays that are written, by name. */
export type NpzArrays = Readonly<
  Record<string, { readonly data: NpyData; readonly shape: readonly number[] }>
>;

/** An array with its name for messages: `file.npz: labels`. */
export interface NamedArray {
  readonly name: string;
  readonly array: NpyArray;
}

export interface Archive {
  /** The names of all arrays. */
  readonly names: readonly string[];
  /** The first of some arrays that is there. */
  find(names: readonly string[]): NamedArray | undefined;
}

/** An archive whose arrays may be lists of texts. */
export interface NpzArchive extends Archive {
  /** Whether an array that is there is of texts. */
  isOfTexts(name: string): boolean;
  /** A list of texts, with its name for messages. */
  texts(name: string): { readonly name: string; readonly texts: readonly string[] };
}

export interface ArchiveOptions {
  /** The most bytes of the file and of its arrays, unpacked; 1 GiB unless given. */
  readonly maxBytes?: number | undefined;
  /** Whether arrays of any name are read, too. */
  readonly all?: boolean;
}

/**
 * Reads the arrays that data sets are made of.
 *
 * @throws LabError 'not-found', 'corrupt-file', 'data-mismatch' above the limit; find throws for an array
 * that is none
 */
export async function openArchive(
  file: string,
  { maxBytes = defaultMaxBytes, all = false }: ArchiveOptions = {},
): Promise<NpzArchive> {
  const bytes = await readInputFile(file, maxBytes);
  const isWanted = (name: string) => (all ? name.endsWith('.npy') : wantedNames.has(name));
  const { names, wanted } = await unzip(bytes, isWanted, file, maxBytes);
  const contentOf = (name: string) => wanted.get(`${name}.npy`) ?? new Uint8Array();
  return {
    isOfTexts: (name) => isTextNpy(contentOf(name), `${file}: ${name}`),
    texts(name) {
      const inFile = `${file}: ${name}`;
      return { name: inFile, texts: parseTextNpy(contentOf(name), inFile) };
    },
    names: names.map((name) => name.replace(/\.npy$/, '')),
    find(candidates) {
      const name = candidates.find((candidate) => wanted.has(`${candidate}.npy`));
      const content = name === undefined ? undefined : wanted.get(`${name}.npy`);
      if (name === undefined || !content) return undefined;
      const inFile = `${file}: ${name}`;
      return { name: inFile, array: parseNpy(content, inFile) };
    },
  };
}

/**
 * The arrays of labels, and of the names of their classes in JSON as bytes.
 *
 * @param numbers the class of each sample
 */
export function classArrays(numbers: Int32Array, names: readonly string[] | undefined): NpzArrays {
  const data = new TextEncoder().encode(JSON.stringify(names ?? []));
  return {
    labels: { data: numbers, shape: [numbers.length] },
    ...(names && { [jetNames.classes]: { data, shape: [data.length] } }),
  };
}

/**
 * The labels of an archive with the classes 0 to the highest label; undefined where it has none.
 *
 * @param noun what `count` samples are called, for messages
 * @throws LabError 'data-mismatch' for anything else than one whole number for each sample
 */
export function labelsIn(archive: Archive, count: number, noun: string) {
  const found = archive.find(labelNames);
  if (!found) return undefined;
  const {
    name,
    array: { shape, data },
  } = found;
  // Keras's labels of CIFAR are [count, 1].
  const single = shape.length === 1 || (shape.length === 2 && shape[1] === 1);
  const labels = Int32Array.from<number | bigint>(data, Number);
  if (!single || labels.length !== count || labels.some((label, i) => label !== Number(data[i]))) {
    const message = `${name} is [${shape.join(', ')}]; labels are one whole number for each of the ${count} ${noun}`;
    throw new LabError('data-mismatch', message);
  }
  return numberedClasses(labels, name);
}

/**
 * The labels of an archive with the classes that its array `classes` names, a list in JSON as bytes, else with
 * numbers as names.
 *
 * @throws LabError 'data-mismatch' as labelsIn, and for an array that does not name the classes
 */
export function namedLabelsIn(archive: Archive, count: number, noun: string) {
  const labels = labelsIn(archive, count, noun);
  const found = labels && archive.find([jetNames.classes]);
  return found ? { ...labels, classes: classNames(found, labels.classes.length) } : labels;
}

function classNames({ name, array }: NamedArray, least: number): string[] {
  try {
    const bytes = Uint8Array.from<number | bigint>(array.data, Number);
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return z.array(z.string().min(1)).min(least).max(limits.classes).parse(JSON.parse(text));
  } catch (cause) {
    const message = `${name} does not name ${least} classes (${messageOf(cause).split('\n')[0]}); it is a list of names in JSON, as bytes`;
    throw new LabError('data-mismatch', message, { cause });
  }
}
