/**
 * Jets as data: NPZ files of transverse momenta, and the ones that ganport ships. Values are read as multiples
 * of 100 GeV.
 */
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Dataset } from '@ganport/core';
import { checkRead, dataKinds, JET_SCALE, sampleLength } from '@ganport/core/internal';
import { LabError } from '../errors.ts';
import {
  classArrays,
  imageNames,
  jetNames,
  namedLabelsIn,
  openArchive,
  type Archive,
  type NamedArray,
} from './archive.ts';
import type { NpyArray } from './npy.ts';
import { refuseImageOptions, type DatasetOptions } from './options.ts';

/** 7,500 jets of Pythia, made by `ganport data jets --count 7500 --seed 1`. */
const shippedJets = fileURLToPath(new URL('../../assets/jets.npz', import.meta.url));

/**
 * Loads the jets that ganport ships: 3,750 of quarks and gluons (QCD) and 3,750 of W bosons.
 *
 * @throws LabError 'bad-argument' for options of images
 */
export async function loadShippedJets(options?: DatasetOptions): Promise<Dataset> {
  const dataset = jetsOf(await openArchive(shippedJets), shippedJets, options);
  return { ...dataset, name: 'jets (Pythia 8, seed 1)' };
}

/**
 * The jets of an archive: transverse momenta [count, rows, columns] or [count, rows, columns, 1], in GeV or in
 * multiples of the array `unit`. Classes are named by the array `classes`, a list in JSON as bytes.
 *
 * @throws LabError 'data-mismatch' with the number of values that are no transverse momenta
 */
export function jetsOf(archive: Archive, file: string, options: DatasetOptions = {}): Dataset {
  refuseImageOptions(options, file, 'jets');
  const pixels = archive.find([jetNames.pixels, ...imageNames]);
  if (!pixels) {
    const held = archive.names.join(', ') || 'nothing';
    const message = `${file}: holds ${held}; jets must have the name ${jetNames.pixels}, or images`;
    throw new LabError('data-mismatch', message);
  }
  const { size, shape } = shapeOf(pixels);
  checkMomenta(pixels);
  const unit = unitOf(archive.find([jetNames.unit])) / JET_SCALE;
  const description = {
    name: basename(file),
    kind: 'jets',
    shape,
    size,
    ...namedLabelsIn(archive, size, 'jets'),
  } as const;
  const { data } = pixels.array;
  const length = sampleLength(shape);
  return {
    ...description,
    async read(indices, out) {
      checkRead(description, indices, out);
      for (let i = 0; i < indices.length; i++) {
        const from = (indices[i] as number) * length; // In range: checkRead has looked.
        for (let k = 0; k < length; k++) out[i * length + k] = Number(data[from + k]) * unit;
      }
    },
  };
}

function shapeOf({ name, array: { shape } }: NamedArray) {
  const [size = 0, rows = 0, columns = 0, channels = 1] = shape;
  const isOfImages = shape.length === 3 || (shape.length === 4 && channels === 1);
  if (!isOfImages || size * rows * columns === 0) {
    const message = `${name} is [${shape.join(', ')}]; jets are [count, rows, columns] or [count, rows, columns, 1]`;
    throw new LabError('data-mismatch', message);
  }
  const inside = [rows, columns, 1] as const;
  const problem = dataKinds.jets.problem(inside);
  if (problem !== undefined) throw new LabError('data-mismatch', `${name}: ${problem}`);
  return { size, shape: inside };
}

/** What values that are no transverse momenta are, in words. */
const faults = {
  NaN: (value: number) => Number.isNaN(value),
  infinite: (value: number) => Math.abs(value) === Infinity,
  negative: (value: number) => value < 0,
} as const;

function checkMomenta({ name, array: { data } }: NamedArray): void {
  for (const [what, isFault] of Object.entries(faults)) {
    const count = countOf(data, isFault);
    if (count === 0) continue;
    const message = `${name}: ${count} of ${data.length} values are ${what}; transverse momenta are at least 0, set empty pixels to 0`;
    throw new LabError('data-mismatch', message);
  }
}

function countOf(data: NpyArray['data'], isFault: (value: number) => boolean): number {
  let count = 0;
  for (const value of data) if (isFault(Number(value))) count++;
  return count;
}

/** GeV for each 1 of the pixels. */
function unitOf(found: NamedArray | undefined): number {
  if (!found) return 1;
  const { name, array } = found;
  const value = Number(array.data[0]);
  if (array.data.length === 1 && value > 0 && value < Infinity) return value;
  const message = `${name} is [${array.shape.join(', ')}] with ${value}; it is one number above 0, the GeV of a pixel of 1`;
  throw new LabError('data-mismatch', message);
}

/**
 * The arrays of a file of jets.
 *
 * @param steps transverse momenta [count, rows, columns] as multiples of `unit` GeV
 */
export function jetArrays(
  steps: Uint16Array,
  [rows, columns]: readonly [number, number],
  unit: number,
  labels?: { readonly numbers: Int32Array; readonly names?: readonly string[] | undefined },
) {
  return {
    [jetNames.pixels]: { data: steps, shape: [steps.length / (rows * columns), rows, columns] },
    [jetNames.unit]: { data: Float32Array.of(unit), shape: [] },
    ...(labels && classArrays(labels.numbers, labels.names)),
  };
}
