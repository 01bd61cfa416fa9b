/** How Node loads tfjs: the written files have all names of the installed tfjs, and share its objects. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/** What scripts/tfjs-names.mjs exports; scripts are JavaScript and have no declarations. */
interface Names {
  readonly files: Readonly<Record<string, string>>;
  readonly loaderOf: (name: string) => string;
}

const root = join(import.meta.dirname, '../..');
const script: string = '../../scripts/tfjs-names.mjs';
const { files, loaderOf } = (await import(script)) as Names;

test.each(Object.entries(files))('%s is as the script writes it', (file, name) => {
  expect(readFileSync(join(root, `${file}.js`), 'utf8')).toBe(loaderOf(name));
});

test.each(Object.entries(files))("%s exports the package's own objects", async (file, name) => {
  const loaded = (await import(join(root, `${file}.js`))) as Record<string, unknown>;
  const own = createRequire(import.meta.url)(name) as Record<string, unknown>;
  expect(Object.keys(loaded).toSorted()).toEqual(Object.keys(own).toSorted());
  for (const key of Object.keys(own)) expect([key, loaded[key] === own[key]]).toEqual([key, true]);
});
