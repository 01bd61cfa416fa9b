/** Text files: encodings, lines, and the samples that they become. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDataset } from '@ganport/lab';
import { checkDataset } from '../dataset.mjs';
import { mutatedBytes } from '../mutate.mjs';

/** @type {import('../target.mjs').Target} */
export default {
  about: 'openDataset: lines of text files',
  open: async (folder) => ({
    cases: mutatedBytes(
      [
        'tea\ncoffee\r\n\n',
        '\uFEFFágua\t\u0301x\n',
        '\u{1f600}'.repeat(20),
        '\u202ea\u001b[2J',
      ].map((text) => Buffer.from(text)),
    ),
    async run(bytes) {
      const path = join(folder, 'lines.txt');
      writeFileSync(path, bytes);
      const text = { length: 6, characters: 8 };
      await checkDataset(await openDataset(path, { maxBytes: 2 ** 22, text }));
    },
  }),
};
