/** NPZ archives, and the arrays in them: images, jets, volumes, sounds, text. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { loadNpz } from '@ganport/lab';
import { encodeNpz, jetArrays } from '@ganport/lab/internal';
import { checkDataset } from '../dataset.mjs';
import { mutatedBytes, mutatedText } from '../mutate.mjs';

/**
 * A stored archive of one array with this header and these bytes.
 * @param {string} array @param {Uint8Array} header
 */
function archiveOf(array, header) {
  const start = Buffer.from('\x93NUMPY\x01\x00\x00\x00', 'latin1');
  start.writeUInt16LE(Math.min(header.length, 65_535), 8);
  const content = Buffer.concat([start, header, Buffer.alloc(48, 1)]);
  const name = Buffer.from(`${array}.npy`);
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(name.length, 26);
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(0x02014b50, 0);
  entry.writeUInt32LE(content.length, 20);
  entry.writeUInt32LE(content.length, 24);
  entry.writeUInt16LE(name.length, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(local.length + name.length + content.length, 16);
  return Buffer.concat([local, name, content, entry, name, end]);
}

/** @type {import('../target.mjs').Target} */
export default {
  about: 'loadNpz: archive, npy header, values',
  open: async (folder) => {
    const data = Uint8Array.from({ length: 24 }, (_, i) => i * 10);
    const archives = [
      encodeNpz({
        x_train: { data, shape: [2, 2, 2, 3] },
        y_train: { data: Uint8Array.of(1, 0), shape: [2] },
      }),
      encodeNpz({ arr_0: { data, shape: [6, 2, 2] }, other: { data, shape: [24] } }),
      encodeNpz(
        jetArrays(Uint16Array.from(data), [4, 3], 0.5, {
          numbers: Int32Array.of(1, 0),
          names: ['QCD', 'W'],
        }),
      ),
      encodeNpz({
        volumes: { data: Float32Array.from(data), shape: [2, 2, 3, 2] },
        energies: { data: Float32Array.of(50, 7), shape: [2] },
      }),
      encodeNpz({
        sounds: { data: Float32Array.from(data, (value) => value / 256), shape: [2, 12] },
        rate: { data: Int32Array.of(8000), shape: [] },
      }),
      encodeNpz({
        lines: { data: ['one', 'two 😀'], shape: [2] },
        labels: { data: Int32Array.of(1, 0), shape: [2] },
      }),
    ];
    const headers = ['|u1', '<f4', '<i8', '<u2', '<f8'].map(
      (type) => `{'descr': '${type}', 'fortran_order': False, 'shape': (1, 2, 3), }`,
    );
    headers.push("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2, 3, 2), }");
    headers.push("{'descr': '<U2', 'fortran_order': False, 'shape': (3,), }");
    const names = fc.constantFrom('x_train', 'jets', 'volumes', 'sounds', 'lines');
    const path = join(folder, 'x.npz');
    return {
      cases: fc.oneof(
        mutatedBytes(archives),
        fc.tuple(names, mutatedText(headers)).map(([name, header]) => archiveOf(name, header)),
      ),
      async run(bytes) {
        writeFileSync(path, bytes);
        await checkDataset(await loadNpz(path, { maxBytes: 2 ** 22 }));
      },
    };
  },
};
