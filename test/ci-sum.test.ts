/** The closing line of .ci/run: whatever goes wrong in a runner must end in `failed` and exit 1. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const script = join(import.meta.dirname, '..', 'scripts', 'ci', 'sum.mjs');

function sum(files: Record<string, string>): { line: string | undefined; status: number | null } {
  const folder = mkdtempSync(join(tmpdir(), 'ganport-sum-'));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const run = spawnSync(process.execPath, [script, folder], { encoding: 'utf8' });
    return { line: run.stdout.trim().split('\n').at(-1), status: run.status };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const report = (passed: number, failed: number, skipped: number) =>
  JSON.stringify({
    numPassedTests: passed,
    numFailedTests: failed,
    numPendingTests: skipped,
    numTodoTests: 0,
  });
const good = { 'vitest.exit': '0', 'vitest.log': '', 'vitest.json': report(10, 0, 2) };

test('the runners are added up', () => {
  const tfjs = {
    'tfjs.exit': '0',
    'tfjs.log': 'kernels missing: A\n5 passed, 0 failed, 7 skipped\n',
  };
  const check = { 'check.exit': '0', 'check.log': 'ok types' };
  expect(sum({ ...good, ...tfjs, ...check })).toEqual({
    line: '15 passed, 0 failed, 9 skipped',
    status: 0,
  });
});

test.each([
  [
    'a failed test',
    { 'vitest.exit': '1', 'vitest.json': report(9, 1, 2) },
    '9 passed, 1 failed, 2 skipped',
  ],
  ['a file that does not load', { 'vitest.exit': '1' }, '10 passed, 1 failed, 2 skipped'],
  ['a check that fails', { 'check.exit': '1', 'check.log': '' }, '10 passed, 1 failed, 2 skipped'],
  [
    'a runner cut off',
    { 'tfjs.exit': '124', 'tfjs.log': 'half' },
    '10 passed, 1 failed, 2 skipped',
  ],
  [
    'a runner that counts nothing',
    { 'tfjs.exit': '0', 'tfjs.log': '' },
    '10 passed, 1 failed, 2 skipped',
  ],
])('%s is a failure', (_, files, line) => {
  expect(sum({ ...good, ...files })).toEqual({ line, status: 1 });
});

test('no runner at all is a failure', () => {
  expect(sum({})).toEqual({ line: '0 passed, 1 failed, 0 skipped', status: 1 });
});
