/** WAV files: headers, encodings, channels, and the sounds in them. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDataset } from '@ganport/lab';
import { encodeWav } from '@ganport/core/internal';
import { checkDataset } from '../dataset.mjs';
import { mutatedBytes } from '../mutate.mjs';

/** @param {number} encoding @param {number} channels @param {number} bits */
function wav(encoding, channels, bits) {
  const samples = Float32Array.from({ length: 48 }, (_, i) => Math.sin(i));
  const file = Buffer.from(encodeWav(samples, 8000));
  file.writeUInt16LE(encoding, 20);
  file.writeUInt16LE(channels, 22);
  file.writeUInt16LE((channels * bits) / 8, 32);
  file.writeUInt16LE(bits, 34);
  return file;
}

/** @type {import('../target.mjs').Target} */
export default {
  about: 'openDataset: WAV headers and sounds',
  open: async (folder) => {
    const sounds = join(folder, 'sounds');
    mkdirSync(sounds);
    return {
      cases: mutatedBytes([
        wav(1, 1, 16),
        wav(1, 2, 24),
        wav(3, 1, 32),
        wav(3, 1, 64),
        wav(6, 1, 8),
        wav(7, 2, 8),
      ]),
      async run(bytes) {
        writeFileSync(join(sounds, 'a.wav'), bytes);
        const options = { maxBytes: 2 ** 22, sounds: { length: 64, sampleRate: 4000 } };
        await checkDataset(await openDataset(sounds, options));
      },
    };
  },
};
