/** Jets in Node: transverse momenta in steps of 0.01 GeV, single files as numpy arrays in GeV. */
import { dataKinds, JET_SCALE } from '@ganport/core/internal';
import { jetNames } from '../data/archive.ts';
import { encodeNpy } from '../data/npy.ts';
import { LabError } from '../errors.ts';
import { imageInputOf } from './image-input.ts';
import type { KindInLab } from './kind-in-lab.ts';

/** Steps of a stored value, for each 100 GeV. */
const STEPS = 1e4;

export const jets: KindInLab = {
  toStored: (values) => values.map((value) => Math.max(0, Math.round(value * STEPS)) / STEPS),
  fromStored: (stored) => stored as Float32Array,
  drawn: {
    what: 'jets',
    expected: 'jets [batch, rows, columns, 1]',
    takes: (shape) => dataKinds.jets.problem(shape) === undefined,
  },
  blank: 0,
  extension: 'npy',
  encode: async (jet, shape) =>
    encodeNpy(
      jet.map((value) => value * JET_SCALE),
      shape.slice(0, 2),
    ),
  arrays: ({ data, shape: [rows = 0, columns = 0] }, classes) => ({
    [jetNames.pixels]: {
      data: data.map((value) => value * JET_SCALE),
      shape: [data.length / (rows * columns), rows, columns],
    },
    ...classes,
  }),
  /** The input of an image network with one channel; values are in units of 100 GeV. */
  inputOf(model, path) {
    const { name, dtype, batch, size, channels, layout } = imageInputOf(model, path);
    if (channels !== 1 || dtype !== 'float32') {
      const message = `${path}: cannot be used as an extractor: jets have one channel of float32, and ${name} has ${channels} of ${dtype}`;
      throw new LabError('data-mismatch', message);
    }
    return {
      name,
      ...(batch !== undefined && { batch }),
      own: size && [...size, 1],
      values: ([rows = 0, columns = 0]) => rows * columns,
      async fit(samples, [rows = 0, columns = 0]) {
        const count = samples.length / (rows * columns);
        if (size && (size[0] !== rows || size[1] !== columns)) {
          const message = `${path}: takes jets of ${size.join(' × ')} pixels, and these have ${rows} × ${columns}`;
          throw new LabError('data-mismatch', message);
        }
        const dims = layout === 'NHWC' ? [count, rows, columns, 1] : [count, 1, rows, columns];
        return { dtype: 'float32', dims, data: samples };
      },
    };
  },
};
