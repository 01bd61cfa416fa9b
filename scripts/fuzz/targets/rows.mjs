/** metrics.jsonl and warnings.jsonl of run folders. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readMetrics, readWarnings } from '@ganport/lab';
import { mutatedJson, mutatedObjects } from '../mutate.mjs';
import fc from 'fast-check';
import { check } from '../target.mjs';

const row = { step: 10, dLoss: 1, dAccuracy: 0.5, gLoss: 2, secondsPerStep: 0.1, fid: 3 };
const warning = { step: 10, sign: 'mode-collapse', value: 0.1, message: 'samples are alike' };

/** @type {import('../target.mjs').Target} */
export default {
  about: 'readMetrics, readWarnings',
  open: async (folder) => {
    const line = mutatedObjects([row, warning]).map((object) => `${JSON.stringify(object)}\n`);
    const lines = fc
      .array(line, { minLength: 1, maxLength: 4 })
      .map((all) => Buffer.from(all.join('')));
    const path = join(folder, 'rows.jsonl');
    return {
      cases: fc.oneof(lines, mutatedJson([row, warning])),
      async run(bytes) {
        writeFileSync(path, bytes);
        const read = await Promise.allSettled([readMetrics(path), readWarnings(path)]);
        for (const result of read) {
          if (result.status === 'rejected') throw result.reason;
          for (const { step } of result.value) check(Number.isInteger(step), 'a step is no number');
        }
      },
    };
  },
};
