/**
 * Volumes as data: arrays of deposited energies in an NPZ or HDF5 file, with the energy of the particle of each.
 * Values stay in the unit of the file.
 */
import { basename } from 'node:path';
import type { Dataset } from '@ganport/core';
import { checkRead, dataKinds, sampleLength } from '@ganport/core/internal';
import { LabError } from '../errors.ts';
import { openHdf5 } from './hdf5.ts';
import { imageNames, volumeNames, type Archive, type NamedArray } from './archive.ts';
import { refuseImageOptions, type DatasetOptions } from './options.ts';
import { readSamples } from './subset.ts';

/** The names of calorimeter data sets, and plain ones. */
const cellNames = [volumeNames.cells, volumeNames.ecal, ...imageNames];
const energyNames = [volumeNames.energies, volumeNames.energy, volumeNames.target];

/** The most volumes that show how large values are. */
const CALIBRATION = 256;

/**
 * Loads the volumes of an HDF5 file.
 *
 * @throws LabError as openHdf5 and volumesOf
 * @example
 * const showers = await loadHdf5('ecal.h5');
 */
export async function loadHdf5(file: string, options: DatasetOptions = {}): Promise<Dataset> {
  const archive = await openHdf5(file, [...cellNames, ...energyNames], options.maxBytes);
  return volumesOf(archive, file, options);
}

/**
 * The volumes of an archive: cells [count, rows, columns, layers] or [count, rows, columns, layers, 1], and energies
 * [count] or [count, n], of which the first column is taken. Without energies, the sum of a volume is its energy.
 *
 * @throws LabError 'data-mismatch' for other ranks, with the number of values that are no energies, and with the
 * arrays that the file has where none is of volumes
 */
export async function volumesOf(
  archive: Archive,
  file: string,
  options: DatasetOptions = {},
): Promise<Dataset> {
  refuseImageOptions(options, file, 'volumes');
  const cells = archive.find(cellNames);
  if (!cells) {
    const held = archive.names.join(', ') || 'nothing';
    const message = `${file}: holds ${held}; volumes must have the name ${volumeNames.cells}, ${volumeNames.ecal} or images`;
    throw new LabError('data-mismatch', message);
  }
  const { size, shape } = shapeOf(cells);
  checkEnergies(cells, (value) => value >= 0, 'energies of cells are at least 0');
  const { data } = cells.array;
  const length = sampleLength(shape);
  const found = archive.find(energyNames);
  const values = found ? energiesOf(found, size) : sumsOf(cells, length);
  const note = `${basename(file)}: has no array ${volumeNames.energies}; the sum of each volume is its energy`;
  return calibrated({
    name: basename(file),
    kind: 'volumes',
    shape,
    size,
    condition: { name: 'energy', unit: '', values },
    ...(!found && { notes: [note] }),
    async read(indices, out) {
      checkRead({ name: basename(file), kind: 'volumes', shape, size }, indices, out);
      for (let i = 0; i < indices.length; i++) {
        const from = (indices[i] as number) * length; // In range: checkRead has looked.
        for (let k = 0; k < length; k++) out[i * length + k] = Number(data[from + k]);
      }
    },
  });
}

/**
 * A data set of volumes with how large its cells and sums are, from at most 256 of them.
 *
 * @throws LabError 'data-mismatch' where all of these are empty
 */
export async function calibrated(
  dataset: Dataset & Required<Pick<Dataset, 'condition'>>,
): Promise<Dataset> {
  const count = Math.min(CALIBRATION, dataset.size);
  const indices = Int32Array.from({ length: count }, (_, i) =>
    Math.floor((i * dataset.size) / count),
  );
  const volumes = await readSamples(dataset, indices);
  const length = sampleLength(dataset.shape);
  let [cell, response] = [0, 0];
  for (const [i, index] of indices.entries()) {
    const volume = volumes.subarray(i * length, (i + 1) * length);
    cell += volume.reduce((a, b) => Math.max(a, b), 0) / count;
    const sum = volume.reduce((a, b) => a + b, 0);
    response += sum / (dataset.condition.values[index] as number) / count; // In range: below the size.
  }
  if (cell > 0) return { ...dataset, calibration: { cell, response } };
  const message = `${dataset.name}: the first ${count} volumes are empty; give volumes with energies above 0`;
  throw new LabError('data-mismatch', message);
}

function shapeOf({ name, array: { shape } }: NamedArray) {
  const [size = 0, rows = 0, columns = 0, layers = 0, channels = 1] = shape;
  const isOfVolumes = shape.length === 4 || (shape.length === 5 && channels === 1);
  if (!isOfVolumes || size * rows * columns * layers === 0) {
    const message = `${name} is [${shape.join(', ')}]; volumes are [count, rows, columns, layers] or [count, rows, columns, layers, 1]`;
    throw new LabError('data-mismatch', message);
  }
  const inside = [rows, columns, layers, 1] as const;
  const problem = dataKinds.volumes.problem(inside);
  if (problem !== undefined) throw new LabError('data-mismatch', `${name}: ${problem}`);
  return { size, shape: inside };
}

/** @param rule what values are, for the message */
function checkEnergies(
  { name, array: { data } }: NamedArray,
  isValid: (value: number) => boolean,
  rule: string,
): void {
  const counts = { NaN: 0, infinite: 0, 'out of range': 0 };
  for (const element of data) {
    const value = Number(element);
    if (Number.isNaN(value)) counts.NaN++;
    else if (Math.abs(value) === Infinity) counts.infinite++;
    else if (!isValid(value)) counts['out of range']++;
  }
  const [fault] = Object.entries(counts).filter(([, count]) => count > 0);
  if (!fault) return;
  const message = `${name}: ${fault[1]} of ${data.length} values are ${fault[0]}; ${rule}`;
  throw new LabError('data-mismatch', message);
}

function energiesOf(found: NamedArray, size: number): Float32Array {
  const { name, array } = found;
  const [count = 0, columns = 1] = array.shape;
  if (count !== size || array.shape.length > 2 || columns < 1) {
    const message = `${name} is [${array.shape.join(', ')}]; energies are one number for each of the ${size} volumes`;
    throw new LabError('data-mismatch', message);
  }
  checkEnergies(found, (value) => value > 0 || columns > 1, 'energies of particles are above 0');
  const values = Float32Array.from({ length: size }, (_, i) => Number(array.data[i * columns]));
  return checkPositive(values, name);
}

function sumsOf({ name, array: { data } }: NamedArray, length: number): Float32Array {
  const sums = new Float32Array(data.length / length);
  for (const [i, value] of data.entries()) {
    const volume = Math.floor(i / length);
    sums[volume] = (sums[volume] as number) + Number(value); // In range: i is below count · length.
  }
  return checkPositive(sums, name);
}

/** @throws LabError 'data-mismatch' with the number of those that are not above 0 */
function checkPositive(energies: Float32Array, name: string): Float32Array {
  const count = energies.filter((energy) => !(energy > 0)).length;
  if (count === 0) return energies;
  const message = `${name}: ${count} of ${energies.length} volumes have no energy above 0; leave them out`;
  throw new LabError('data-mismatch', message);
}
