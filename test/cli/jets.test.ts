/** Jets on the command line: a small LAGAN is trained, resumed, drawn from and evaluated. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeNpz, jetArrays } from '@ganport/lab/internal';
import { fillUniform, keyed } from '@ganport/core/internal';
import { beforeAll, expect, test } from 'vitest';
import { temporaryFolder } from './support/ganport.ts';
import { ganportHere as ganport, succeedHere as succeed } from './support/here.ts';
import { changedByResuming } from './support/resumed.ts';

const folder = temporaryFolder();
const run = ['train', 'lagan', '--data', 'jets.npz', '--latent', '16', '--width', '0.06'];
const small = [...run, '--batch-size', '4', '--threads', '1'];

/** 600 jets of 9 × 9 pixels: a pixel in the middle, and one further below for the second class. */
function jets(): Uint8Array {
  const [side, count] = [9, 600];
  const steps = new Uint16Array(count * side * side);
  const draws = new Float32Array(count);
  fillUniform(keyed(1, 'jets'), draws, 2000, 6000);
  for (let i = 0; i < count; i++) {
    const middle = i * side * side + 4 * side + 4;
    steps[middle] = 20_000;
    steps[middle + (2 + (i % 2)) * side] = draws[i] ?? 0;
  }
  const numbers = Int32Array.from({ length: count }, (_, i) => i % 2);
  return encodeNpz(jetArrays(steps, [side, side], 0.01, { numbers, names: ['one', 'two'] }));
}

beforeAll(async () => {
  writeFileSync(join(folder, 'jets.npz'), jets());
  await succeed(folder, [...small, '--steps', '4', '--sample-every', '2', '--out', 'whole']);
});

test('a run says what it learns from; a resumed run is the same, bit for bit', async () => {
  const config = JSON.parse(readFileSync(join(folder, 'whole', 'config.json'), 'utf8'));
  expect(config).toMatchObject({ sample: [9, 9, 1], classNames: ['one', 'two'] });
  expect(await changedByResuming(folder, small, ['png'])).toEqual([]);
});

test('generate writes a sheet, and single jets as numpy arrays in GeV', async () => {
  const draw = ['generate', 'whole', '--count', '4', '--out', 'sheet.png', '--each', 'each'];
  const { stderr } = await succeed(folder, draw);
  expect(stderr).toContain('4 jets of 9 × 9 pixels');
  expect(readdirSync(join(folder, 'each'))).toEqual(
    ['one', 'two', 'one', 'two'].map((name, i) => `0000${i + 1}-${name}.npy`),
  );
  const file = readFileSync(join(folder, 'each', '00001-one.npy'));
  expect(file.toString('latin1', 0, 90)).toContain("'descr': '<f4'");
  expect(file.toString('latin1', 0, 90)).toContain("'shape': (9, 9)");
});

test('evaluate compares observables, pixels, and lets a network tell them apart', async () => {
  const args = ['evaluate', 'whole', '--count', '300', '--threads', '1', '--json'];
  const { stdout } = await succeed(folder, args);
  const values = JSON.parse(stdout) as Record<string, { readonly mean: number } & number> & {
    readonly floor: Record<string, { readonly mean: number } & number>;
  };
  expect(values).toMatchObject({ kind: 'jets', n: 300, extractor: { name: 'jet observables' } });
  for (const name of ['distanceMass', 'distancePt', 'distancePixels', 'distanceIntensity']) {
    expect(values[name]?.mean).toBeGreaterThan(3 * (values.floor[name]?.mean ?? NaN));
  }
  // Untrained samples are told apart easily, real ones are not.
  expect(values['auc']).toBeGreaterThan(0.9);
  expect(values.floor['auc']).toBeLessThan(0.65);
  expect(values.floor['auc']).toBeGreaterThan(0.35);
});

test('metrics of jets are refused for what has none, and data of another kind in one line', async () => {
  const images = ['train', 'dcgan', '--data', 'jets.npz', '--out', 'no'];
  const { code, stderr } = await ganport(folder, images);
  expect([code, stderr]).toEqual([
    1,
    'ganport: jets.npz: has jets, and dcgan learns from images; give other data, or choose another variant\n',
  ]);
  const args = ['train', 'lagan', '--data', 'ring', '--out', 'no'];
  expect((await ganport(folder, args)).stderr).toMatch(
    /^ganport: ring: has images, and lagan learns from jets; .*\n$/,
  );
});

test('data jets: what is wrong is one line, before anything is fetched', async () => {
  const data = ['data', 'jets', '--count', '4'];
  writeFileSync(join(folder, 'notes.txt'), 'mine');
  expect((await ganport(folder, [...data, '--out', 'notes.txt'])).stderr).toBe(
    'ganport: notes.txt: exists and is no .npz file; choose another name\n',
  );
  const { code, stderr } = await ganport(folder, [
    ...data,
    ...['--out', 'made.npz', '--python', '/nowhere/python'],
  ]);
  expect([code, stderr]).toEqual([
    1,
    expect.stringContaining('/nowhere/python cannot be run: install Python 3 with pip'),
  ]);
  expect(readdirSync(folder)).not.toContain('made.npz');
});
