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

/** The arguments of each line, which calls ganport. */
const commandsIn = (code: string) =>
  code
    .trim()
    .split('\n')
    .map((row) => row.replace(/^(?:npx )?ganport /, '').split(/\s+/));

/** Runs the command line; resolves to what it prints as its result. */
async function ganport(words: readonly string[], cwd: string): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [program, ...words], { cwd });
  return stdout;
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
    for (const { code, info, line } of blocks) {
      const [language, kind, name] = info.split(' ');
      if (language === 'sh') {
        for (const words of commandsIn(code))
          await expect(ganport(words, folder)).resolves.toBe('');
        continue;
      }
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
