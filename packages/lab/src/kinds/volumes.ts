/** Volumes in Node: cells in the unit of their data, single files as numpy arrays. */
import { dataKinds, sampleLength } from '@ganport/core/internal';
import { encodeNpy } from '../data/npy.ts';
import { volumeNames } from '../data/archive.ts';
import { LabError } from '../errors.ts';
import type { KindInLab } from './kind-in-lab.ts';

export const volumes: KindInLab = {
  toStored: (values) => values.map((value) => Math.max(0, value)),
  fromStored: (stored) => stored as Float32Array,
  drawn: {
    what: 'volumes',
    expected: 'volumes [batch, rows, columns, layers, 1]',
    takes: (shape) => dataKinds.volumes.problem(shape) === undefined,
  },
  blank: 0,
  extension: 'npy',
  encode: async (volume, shape) => encodeNpy(volume, shape.slice(0, 3)),
  arrays({ data, shape, conditions }) {
    const count = data.length / sampleLength(shape);
    return {
      [volumeNames.cells]: { data, shape: [count, ...shape.slice(0, 3)] },
      ...(conditions && { [volumeNames.energies]: { data: conditions, shape: [count] } }),
    };
  },
  inputOf(_model, path) {
    const message = `${path}: volumes are measured by their observables, without an extractor; leave it out`;
    throw new LabError('bad-argument', message);
  },
};
