import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { variants } from '@ganport/core';
import { expect, test } from 'vitest';
import { readMetrics } from '../run-folder/metrics.ts';
import { loadNetwork } from './run-networks.ts';
import { train } from '../training/train.ts';
import { isVariantFile, loadVariant, writeVariantTemplate } from './variant-file.ts';
import { temporaryFolder } from '../files/temporary-folder.test.support.ts';

tf.enableProdMode();
await tf.setBackend('cpu');

const root = temporaryFolder();

const data = join(root, 'squares-idx3-ubyte');
const pixels = Array.from({ length: 12 * 64 }, (_, i) => (i % 7) * 30);
writeFileSync(data, Uint8Array.from([0, 0, 8, 3, 0, 0, 0, 12, 0, 0, 0, 8, 0, 0, 0, 8, ...pixels]));

function file(name: string, text: string): string {
  const path = join(root, name);
  writeFileSync(path, text);
  return path;
}

const settings = { data, batchSize: 4, width: 1 / 16, latent: 4, threads: 1, metricsEvery: 1 };

test('a name is a variant of ganport, a path is a file', async () => {
  expect((await loadVariant('dcgan')).variant).toBe(variants.dcgan);
  await expect(loadVariant('stylegan')).rejects.toMatchObject({ code: 'bad-argument' });
  expect(['dcgan', 'a.mjs', './a', 'a/b.js', 'C:\\a.cjs'].map(isVariantFile)).toEqual([
    false,
    true,
    true,
    true,
    true,
  ]);
});

test('the template trains, with its own loss, resumes, and its run exports', async () => {
  const path = join(root, 'my-gan.mjs');
  await writeVariantTemplate(path);
  const { name, variant } = await loadVariant(path);
  expect([name, variant.name]).toEqual([path, 'my-gan']);
  const out = join(root, 'run');
  const run = { out, variant };
  const first = await train({ ...settings, variant: name, steps: 3 }, run);
  expect(existsSync(first.generators[0] ?? '')).toBe(true);
  const config = JSON.parse(readFileSync(first.run.config, 'utf8')) as object;
  expect(config).toMatchObject({ variant: path, loss: 'pearson', ema: 0.99 });
  const { steps } = await train({ variant: name, steps: 5 }, { ...run, resume: true });
  expect(steps).toBe(5);
  const losses = (await readMetrics(first.run.metrics)).map(({ gLoss }) => gLoss);
  expect(new Set(losses).size).toBe(5);
  const { model } = await loadNetwork(out, undefined, variant);
  expect(model.outputs[0]?.shape).toEqual([null, 8, 8, 1]);
});

test('a run folder runs no code by itself', async () => {
  const trap = join(root, 'sprung');
  const path = file(
    'trap.mjs',
    `import { writeFileSync } from 'node:fs'; writeFileSync(${JSON.stringify(trap)}, '');`,
  );
  const out = join(root, 'foreign');
  mkdirSync(out);
  writeFileSync(join(out, 'config.json'), JSON.stringify({ variant: path }));
  const message = expect.stringContaining(`the run's variant is the file ${path}, whose code runs`);
  await expect(loadNetwork(out)).rejects.toMatchObject({ code: 'bad-config', message });
  const resumed = train({ variant: path }, { out, resume: true });
  await expect(resumed).rejects.toMatchObject({ code: 'bad-config', message });
  expect(existsSync(trap)).toBe(false);
});

const body = (change: string) =>
  `export default ({ layers, sequence }) => ({
    name: 'x', source: 'y', task: 'generation', initialization: {},
    networks: ({ latent, image }) => ({
      generator: sequence('noise', [latent], () => [layers.dense('image', 4)]),
    }), ${change} });`;

test.each([
  ['missing.mjs', undefined, /missing\.mjs: no such file/],
  ['syntax.mjs', 'export default {', /syntax\.mjs: cannot be loaded: /],
  ['import.mjs', "import 'no-such-package';", /import\.mjs: cannot be loaded: .*no-such-package/],
  ['throws.mjs', 'throw new Error("at once")', /throws\.mjs: cannot be loaded: at once/],
  ['none.mjs', 'export const a = 1;', /none\.mjs: has no default export/],
  ['fails.mjs', 'export default ({ nothing }) => nothing.at(0);', /its default export failed/],
  [
    'number.mjs',
    'export default 3;',
    /number\.mjs: variant: .*expected object.*a variant has name/,
  ],
  ['task.mjs', body("task: 'painting'"), /task\.mjs: task: .*generation.*cycle.*pairs/],
  ['more.mjs', body('layers: 3'), /more\.mjs: variant: .*layers/],
  ['law.mjs', body("initialization: { kernel: { kind: 'he' } }"), /initialization\.kernel\.kind/],
  ['loss.mjs', body("losses: { a: { source: '' } }"), /losses\.a\.loss/],
  ['networks.mjs', body('networks: 3'), /networks: must be a function/],
])('%s is refused on one line that names it', async (name, text, message) => {
  const path = text === undefined ? join(root, name) : file(name, text);
  const loading = loadVariant(path);
  await expect(loading).rejects.toThrow(message);
  await expect(loading).rejects.toThrow(/^[^\n]*$/);
});

test('networks that the task needs are named, and so is what networks() throws', async () => {
  const lacks = await loadVariant(file('lacks.mjs', body('')));
  const out = join(root, 'none');
  const start = ({ name, variant }: typeof lacks) =>
    train({ ...settings, variant: name, steps: 1 }, { out, variant });
  await expect(start(lacks)).rejects.toThrow(
    "variant x: its task generation needs a network 'discriminator'; networks() returns generator",
  );
  const throws = body("networks: () => { throw new TypeError('no layers'); }");
  await expect(start(await loadVariant(file('inside.mjs', throws)))).rejects.toThrow(
    'variant x: networks() failed: no layers',
  );
  expect(existsSync(out)).toBe(false);
});

test('the template replaces no file, and is a module', async () => {
  const path = file('mine.mjs', 'mine');
  await expect(writeVariantTemplate(path)).rejects.toThrow('exists already');
  expect(readFileSync(path, 'utf8')).toBe('mine');
  await expect(writeVariantTemplate(join(root, 'mine.txt'))).rejects.toThrow('name a file .mjs');
  await expect(writeVariantTemplate(join(root, 'no/mine.mjs'))).rejects.toMatchObject({
    code: 'cannot-write',
  });
});
