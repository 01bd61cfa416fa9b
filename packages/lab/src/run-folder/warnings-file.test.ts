import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Warning } from '@ganport/core';
import { appendWarning, readWarnings, rewindWarnings } from './warnings-file.ts';
import { temporaryFolder } from '../files/temporary-folder.test.support.ts';

const root = temporaryFolder();

const at = (step: number): Warning => ({
  step,
  sign: 'divergence',
  value: 12,
  message: 'divergence: …',
});

test('what is rewound are the warnings of later steps, and a file of none goes', async () => {
  const path = join(root, 'warnings.jsonl');
  await appendWarning(path, at(100));
  const first = readFileSync(path);
  await appendWarning(path, at(300));
  expect(await readWarnings(path)).toEqual([at(100), at(300)]);
  await rewindWarnings(path, 299);
  expect(readFileSync(path)).toEqual(first);
  await rewindWarnings(path, 99);
  expect(existsSync(path)).toBe(false);
  expect(await readWarnings(path)).toEqual([]);
});

test('an incomplete last line is ignored, any other is named', async () => {
  const path = join(root, 'torn.jsonl');
  await appendWarning(path, at(100));
  writeFileSync(path, '{"step": 2', { flag: 'a' });
  expect(await readWarnings(path)).toEqual([at(100)]);
  writeFileSync(path, '\n', { flag: 'a' });
  await expect(readWarnings(path)).rejects.toMatchObject({
    code: 'corrupt-file',
    message: expect.stringMatching(/torn\.jsonl: line 2 is no warning/),
  });
});
