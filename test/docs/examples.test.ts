/**
 * The examples of the documents run. A block of code that is marked `run` is a module of its own, one
 * that is marked `test` a test of vitest, one that is marked `file NAME` a file; `sh run` marks calls of
 * ganport. The blocks of a page run in their order in one empty folder, so that one can read what
 * another has written.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { documents } from '../../scripts/docs/links.mjs';

const root = join(import.meta.dirname, '../..');
const program = join(root, 'packages/cli/bin/ganport.js');
const vitest = join(root, 'node_modules/vitest/vitest.mjs');
/** Inside the repository, so that packages are found. */
const folders: string[] = [];

afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true });
});

const pages = documents()
  .map(({ file, blocks }) => ({ file, blocks: blocks.filter(isRunnable) }))
  .filter(({ blocks }) => blocks.length > 0);

interface Block {
  readonly info: string;
  readonly code: string;
  readonly line: number;
}

const node = (args: readonly string[], cwd: string) =>
  promisify(execFile)(process.execPath, args, { cwd });

/** Runs or writes a block in the folder of its page. */
async function run({ info, code, line }: Block, folder: string): Promise<void> {
  const [language, kind, name = ''] = info.split(' ');
  if (language === 'sh') {
    for (const row of code.trim().split('\n')) {
      const words = row.replace(/^(?:npx )?ganport /, '').split(/\s+/);
      await node([program, ...words], folder);
    }
    return;
  }
  const names = { run: `line-${line}.mjs`, test: `line-${line}.test.mjs`, file: name };
  const file = join(folder, names[kind as keyof typeof names]);
  await writeFile(file, code);
  if (kind === 'test') await node([vitest, 'run', file, '--root', folder], folder);
  if (kind === 'run') await node([file], folder);
}

function isRunnable({ info }: { readonly info: string }): boolean {
  return /^(?:(?:js|ts) (?:run|test|file)|sh run)\b/.test(info);
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
    for (const block of blocks) await expect(run(block, folder)).resolves.toBeUndefined();
  });
});
