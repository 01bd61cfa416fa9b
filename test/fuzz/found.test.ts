/** The inputs that `npm run fuzz` found before: each is refused as it should be, or read right. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');

function fuzz(...args: string[]) {
  const program = join(root, 'scripts/fuzz/index.mjs');
  const { status, stdout } = spawnSync(process.execPath, [program, ...args], { encoding: 'utf8' });
  return { status, stdout };
}

test('what was found does not come back', () => {
  const { status, stdout } = fuzz('--found');
  expect(stdout).toMatch(/^[1-9]\d* passed, 0 failed, 0 skipped$/m);
  expect(status).toBe(0);
});

test('the same seed makes the same cases, and cases are counted', () => {
  const run = () => fuzz('--target', 'text', '--seed', '7', '--cases', '50');
  const { status, stdout } = run();
  expect(stdout).toContain('seed 7');
  expect(stdout).toMatch(/^text +50 cases/m);
  expect(status).toBe(0);
});
