/**
 * Makes tests/fixture: a run of a tiny GAN after one step, with ganport ray's folder for two workers, the numbers
 * that ganport draws, and what ganport trains in the two steps after it.
 *
 *     npm run build && node integrations/ray/tests/make-fixture.mjs
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { batchIndices, drawRandomInputs } from '@ganport/core/internal';

const root = join(import.meta.dirname, '../../..');
const fixture = join(import.meta.dirname, 'fixture');
const work = mkdtempSync(join(tmpdir(), 'ganport-ray-'));
const ganport = (...args) =>
  execFileSync(process.execPath, [join(root, 'packages/cli/bin/ganport.js'), ...args], {
    cwd: work,
  });

const data = Uint8Array.from({ length: 24 * 16 }, (_, i) => (i * 37) % 256);
// An IDX file: the type, the sizes, the bytes.
const header = Buffer.from('00000803000000180000000400000004', 'hex');
writeFileSync(join(work, 'noise-images-idx3-ubyte'), Buffer.concat([header, data]));
const run = [
  'mlp',
  '--data',
  'noise-images-idx3-ubyte',
  '--width',
  '0.02',
  '--latent',
  '4',
  '--batch-size',
  '8',
];
const rest = ['--threads', '1', '--metrics-every', '1', '--checkpoint-every', '1'];
ganport('train', ...run, ...rest, '--steps', '1', '--out', 'run');
ganport('ray', 'run', '--workers', '2', '--sync-batch-norm', '--steps', '3');
rmSync(fixture, { recursive: true, force: true });
mkdirSync(join(fixture, 'run'), { recursive: true });
for (const part of ['ray', 'checkpoint']) {
  cpSync(join(work, 'run', part), join(fixture, 'run', part), { recursive: true });
}
ganport('ray', 'run', '--workers', '1', '--steps', '3');
cpSync(join(work, 'run', 'ray'), join(fixture, 'alone'), { recursive: true });
ganport(
  'train',
  'mlp',
  '--data',
  'noise-images-idx3-ubyte',
  '--out',
  'run',
  '--resume',
  '--steps',
  '3',
);
const rows = readFileSync(join(work, 'run', 'metrics.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));

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
