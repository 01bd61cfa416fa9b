/**
 * The examples of the documents run. A block that is marked `run` is a module of its own, one that is
 * marked `test` a test of vitest, one that is marked `file NAME` a file. The blocks of a page run in their order in one empty folder, so that
 * one can read what another has written.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { documents } from '../../scripts/docs/links.mjs';

const root = join(import.meta.dirname, '../..');
const vitest = join(root, 'node_modules/vitest/vitest.mjs');
/** Inside the repository, so that packages are found. */
const folders: string[] = [];

afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true });
});

const pages = documents()
  .map(({ file, blocks }) => ({ file, blocks: blocks.filter(isRunnable) }))
  .filter(({ blocks }) => blocks.length > 0);

function isRunnable({ info }: { readonly info: string }): boolean {
  return /^(js|ts) (run|test|file)\b/.test(info);
}

test('there are examples to run', () => {
  expect(pages.map(({ file }) => file)).toContain('docs/guides/jit.md');
});

describe.each(pages)('$file', ({ blocks }) => {
  test('runs', async () => {
    const folder = await mkdtemp(join(root, 'node_modules', '.docs-'));
    folders.push(folder);
    // vitest leaves node_modules out unless it is told otherwise.
    await writeFile(join(folder, 'vitest.config.mjs'), 'export default { test: { exclude: [] } };');
    for (const { code, info, line } of blocks) {
      const [, kind, name] = info.split(' ');
      if (kind === 'file') {
        await writeFile(join(folder, name ?? ''), code);
        continue;
      }
      const isTest = kind === 'test';
      const file = join(folder, `line-${line}${isTest ? '.test' : ''}.mjs`);
      await writeFile(file, code);
      const args = isTest ? [vitest, 'run', file, '--root', folder] : [file];
      const run = promisify(execFile)(process.execPath, args, { cwd: folder });
      await expect(run).resolves.toBeDefined();
    }
  });
});
