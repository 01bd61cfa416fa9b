/** HDF5 files of volumes: headers, types, chunks and filters, attributes and groups. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { File, ready } from 'h5wasm';
import { openDataset } from '@ganport/lab';
import { checkDataset } from '../dataset.mjs';
import { mutatedBytes } from '../mutate.mjs';

/** @typedef {Omit<Parameters<File['create_dataset']>[0], 'name'>} Contents */

/** @param {Record<string, Contents>} arrays */
async function hdf5(arrays) {
  const { FS } = await ready;
  const file = new File('/seed.h5', 'w');
  for (const [name, contents] of Object.entries(arrays)) {
    file.create_dataset({ name, ...contents });
  }
  file.create_group('more');
  file.close();
  const bytes = FS.readFile('/seed.h5').slice();
  FS.unlink('/seed.h5');
  return bytes;
}

/** @type {import('../target.mjs').Target} */
export default {
  about: 'openDataset: HDF5 files of volumes',
  open: async (folder) => {
    const data = Float32Array.from({ length: 24 }, (_, i) => i % 5);
    const shape = [2, 2, 3, 2];
    const seeds = [
      await hdf5({
        volumes: { data, shape },
        energies: { data: Float32Array.of(5, 7), shape: [2] },
      }),
      await hdf5({
        ECAL: { data, shape, maxshape: [null, 2, 3, 2], chunks: [1, 2, 3, 2], compression: 4 },
        target: { data: Int32Array.of(9, 1, 8, 1), shape: [2, 2] },
      }),
      await hdf5({
        images: { data: Float64Array.from(data), shape },
        energy: { data: ['a', 'b'] },
      }),
    ];
    const path = join(folder, 'x.h5');
    return {
      cases: mutatedBytes(seeds),
      async run(bytes) {
        writeFileSync(path, bytes);
        await checkDataset(await openDataset(path, { maxBytes: 2 ** 22 }));
      },
    };
  },
};
