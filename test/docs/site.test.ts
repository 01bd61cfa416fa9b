/** The site builds, has every page of the generated reference, and fetches nothing from elsewhere. */
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { generatedPages } from '../../scripts/docs/links.mjs';

const root = join(import.meta.dirname, '../..');
let site: string;
let files: string[];

beforeAll(async () => {
  site = await mkdtemp(join(tmpdir(), 'ganport-docs-'));
  const args = [join(root, 'scripts/docs/index.mjs'), 'build', '--outDir', site];
  await promisify(execFile)(process.execPath, args, { cwd: root });
  files = await readdir(site, { recursive: true });
});
afterAll(() => rm(site, { recursive: true, force: true }));

test('the generated reference is there', async () => {
  const pages = [...(await generatedPages())].map((page) =>
    page.replace(/^docs\//, '').replace(/\.md$/, ''),
  );
  const missing = pages.filter(
    (page) => !files.includes(`${page}.html`) && !files.includes(join(page, 'index.html')),
  );
  expect(missing).toEqual([]);
});

test('no page or style fetches from another site', async () => {
  const fetching =
    /<(?:script|img|iframe)[^>]+src="https?:|<link[^>]+href="https?:|url\(["']?https?:/;
  const guilty = [];
  for (const file of files.filter((name) => /\.(?:html|css)$/.test(name))) {
    if (fetching.test(await readFile(join(site, file), 'utf8'))) guilty.push(file);
  }
  expect(files.filter((name) => name.endsWith('.html')).length).toBeGreaterThan(40);
  expect(guilty).toEqual([]);
});
