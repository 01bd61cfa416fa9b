/**
 * Makes tests/fixture: runs of tiny GANs after one step, with ganport ray's folders for one and two workers, the
 * numbers that ganport draws, and what ganport trains in the two steps after it.
 *
 *     npm run build && node integrations/ray/tests/make-fixture.mjs
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { batchIndices, drawRandomInputs } from '@ganport/core/internal';

const root = join(import.meta.dirname, '../../..');
const fixture = join(import.meta.dirname, 'fixture');
const work = mkdtempSync(join(tmpdir(), 'ganport-ray-'));
const ganport = (...args) =>
  execFileSync(process.execPath, [join(root, 'packages/cli/bin/ganport.js'), ...args], {
    cwd: work,
  });

/** Images as IDX: the type, the sizes, the bytes. */
const digits = Buffer.concat([
  Buffer.from('00000803000000180000000400000004', 'hex'),
  Uint8Array.from({ length: 24 * 16 }, (_, i) => (i * 37) % 256),
]);
writeFileSync(join(work, 'noise-images-idx3-ubyte'), digits);
for (const [domain, factor] of Object.entries({ a: 37, b: 91 })) {
  mkdirSync(join(work, domain));
  for (let image = 0; image < 5; image++) {
    const pixels = Uint8Array.from({ length: 18 * 18 }, (_, i) => (i * factor + image * 11) % 256);
    const raw = { width: 18, height: 18, channels: 1 };
    await sharp(pixels, { raw })
      .png()
      .toFile(join(work, domain, `${image}.png`));
  }
}

/** Each with its data and the size of its networks. */
const runs = {
  mlp: [
    '--data',
    'noise-images-idx3-ubyte',
    '--width',
    '0.02',
    '--latent',
    '4',
    '--batch-size',
    '8',
  ],
  cyclegan: [
    ...['--data-a', 'a', '--data-b', 'b', '--image-size', '16', '--load-size', '18'],
    ...['--filters', '1', '--blocks', '1', '--pool-size', '4', '--batch-size', '2'],
  ],
};
const rest = ['--threads', '1', '--metrics-every', '1', '--checkpoint-every', '1'];
rmSync(fixture, { recursive: true, force: true });
const rows = {};
for (const [variant, settings] of Object.entries(runs)) {
  const place = join(fixture, variant);
  ganport('train', variant, ...settings, ...rest, '--steps', '1', '--out', variant);
  mkdirSync(place, { recursive: true });
  cpSync(join(work, variant, 'checkpoint'), join(place, 'checkpoint'), { recursive: true });
  const ways = { two: ['--workers', '2', '--sync-batch-norm'], alone: ['--workers', '1'] };
  for (const [way, flags] of Object.entries(ways)) {
    ganport('ray', variant, ...flags, '--steps', '3');
    cpSync(join(work, variant, 'ray'), join(place, way), { recursive: true });
  }
  ganport('train', variant, '--out', variant, '--resume', '--steps', '3');
  rows[variant] = readFileSync(join(work, variant, 'metrics.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

const distributions = [
  { kind: 'uniform', min: -1, max: 1 },
  { kind: 'normal', mean: 0.5, stddev: 2 },
  { kind: 'truncatedNormal', mean: 0, stddev: 1 },
  { kind: 'mask', probability: 0.7, value: 1 / 0.7 },
];
const seed = 2 ** 33 + 5;
const draws = distributions.map((distribution, draw) => ({
  distribution,
  values: [...drawRandomInputs([{ name: 'x', shape: [7], distribution }], seed, 3, draw)[0]],
}));
const order = [...batchIndices(10, 4, seed, 5)];
writeFileSync(join(fixture, 'expected.json'), JSON.stringify({ rows, seed, draws, order }));
rmSync(work, { recursive: true });
