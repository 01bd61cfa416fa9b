/**
 * Volumes and fields on the command line: a small voxelgan is trained, resumed, drawn from and evaluated; power
 * spectra are compared, against the laws that fields are made of.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { parseNpy } from '@ganport/lab/internal';
import { beforeAll, expect, test } from 'vitest';
import { temporaryFolder } from './support/ganport.ts';
import { ganportHere as ganport, succeedHere as succeed } from './support/here.ts';
import { changedByResuming } from './support/resumed.ts';

const folder = temporaryFolder();
const data = ['--data', 'showers:count=200,side=6,low=1,high=5'];
const run = ['train', 'voxelgan', ...data, '--latent', '16', '--width', '0.06'];
const small = [...run, '--batch-size', '4', '--threads', '1'];

beforeAll(async () => {
  await succeed(folder, [...small, '--steps', '4', '--sample-every', '2', '--out', 'whole']);
});

test('a run says what it learns from; a resumed run is the same, bit for bit', async () => {
  const config = JSON.parse(readFileSync(join(folder, 'whole', 'config.json'), 'utf8'));
  expect(config).toMatchObject({
    sample: [6, 6, 6, 1],
    condition: { name: 'energy', unit: 'GeV' },
    calibration: { cell: expect.any(Number), response: expect.any(Number) },
  });
  expect(await changedByResuming(folder, small, ['png'])).toEqual([]);
});

test('generate writes volumes of the energies that are asked for', async () => {
  const draw = ['generate', 'whole', '--conditions', '2,4.5', '--count', '3'];
  const { stderr } = await succeed(folder, [...draw, '--out', 'made.npz', '--each', 'each']);
  expect(stderr).toContain('6 volumes of 6 × 6 × 6 cells');
  const arrays = unzipSync(readFileSync(join(folder, 'made.npz')));
  const array = (name: string) => parseNpy(arrays[`${name}.npy`] as Uint8Array, name);
  expect(array('volumes').shape).toEqual([6, 6, 6, 6]);
  expect([...array('energies').data]).toEqual([2, 2, 2, 4.5, 4.5, 4.5]);
  expect(readdirSync(join(folder, 'each')).slice(2, 4)).toEqual([
    '00003-2_GeV.npy',
    '00004-4.5_GeV.npy',
  ]);
  const single = readFileSync(join(folder, 'each', '00004-4.5_GeV.npy'));
  const { shape, data: cells } = parseNpy(single, 'single');
  expect(shape).toEqual([6, 6, 6]);
  expect(cells).toEqual(array('volumes').data.slice(3 * 216, 4 * 216));
});

type Value = { readonly mean: number } & number;

test('evaluate compares energies, shapes and profiles, of a run and of a file of it', async () => {
  const evaluate = async (...args: string[]) => {
    const more = ['--metrics', 'shower,response,profiles', '--threads', '1', '--json'];
    const { stdout } = await succeed(folder, ['evaluate', ...args, ...more]);
    return JSON.parse(stdout) as Record<string, Value> & { readonly floor: Record<string, Value> };
  };
  const values = await evaluate('whole');
  const extractor = { name: 'volume observables' };
  expect(values).toMatchObject({ kind: 'volumes', n: 100, extractor });
  for (const name of ['distanceResponse', 'distanceRadius', 'distanceLength']) {
    expect(values[name]?.mean).toBeGreaterThan(2 * (values.floor[name]?.mean ?? NaN));
  }
  for (const name of ['profileDepth', 'profileRadius']) {
    expect(values[name]).toBeGreaterThan(3 * (values.floor[name] ?? NaN));
  }
  await succeed(folder, ['generate', 'whole', '--count', '100', '--out', 'all.npz']);
  const ofFile = await evaluate('all.npz', ...data);
  expect(ofFile['distanceResponse']?.mean).toBeCloseTo(values['distanceResponse']?.mean ?? NaN, 4);
});

test('what cannot be drawn or learned is one line', async () => {
  const images = await ganport(folder, ['train', 'dcgan', ...data, '--out', 'no']);
  expect([images.code, images.stderr]).toEqual([
    1,
    expect.stringMatching(/^ganport: showers\S+: has volumes, and dcgan learns from images; .*\n$/),
  ]);
  const args = ['generate', 'whole', '--conditions', '0', '--out', 'no.npz'];
  expect((await ganport(folder, args)).stderr).toContain('must be a number above 0');
  const both = ['generate', 'whole', '--conditions', '2', '--labels', '1', '--out', 'no.npz'];
  expect((await ganport(folder, both)).stderr).toContain('cannot be combined with --labels');
  expect(readdirSync(folder)).not.toContain('no.npz');
});

const fields = ['--data', 'fields:side=16,count=160'];

test('the distance of two power laws is that of their logarithms', async () => {
  const samples = 'fields:side=16,count=80,slope=2,seed=5';
  const { stdout } = await succeed(folder, [
    'evaluate',
    samples,
    ...fields,
    '--metrics',
    'spectrum',
    '--json',
  ]);
  const values = JSON.parse(stdout) as Record<'spectrum', { readonly mean: number }> & {
    readonly floor: Record<'spectrum', { readonly mean: number }>;
  };
  expect(values).toMatchObject({ n: 80, extractor: { name: 'spectrum' } });
  // k^−2 / Σ k^−2 against k^−3 / Σ k^−3, over all modes of 16 × 16.
  const modes = Array.from({ length: 256 }, (_, i) => {
    const [y, x] = [Math.floor(i / 16), i % 16].map((at) => Math.min(at, 16 - at)) as [
      number,
      number,
    ];
    return Math.hypot(x, y);
  }).filter((k) => k > 0);
  const sum = (slope: number) => modes.reduce((all, k) => all + k ** -slope, 0);
  const law = (k: number, slope: number) => {
    const near = modes.filter((mode) => Math.round(mode) === k);
    return near.reduce((all, mode) => all + mode ** -slope, 0) / near.length / sum(slope);
  };
  const wanted = Array.from({ length: 8 }, (_, i) =>
    Math.abs(Math.log(law(i + 1, 2) / law(i + 1, 3))),
  );
  const distance = wanted.reduce((all, one) => all + one, 0) / wanted.length;
  expect(values.spectrum.mean / distance).toBeGreaterThan(0.8);
  expect(values.spectrum.mean / distance).toBeLessThan(1.2);
  expect(values.floor.spectrum.mean).toBeLessThan(distance / 4);
});

test('what is no field is one line', async () => {
  const args = ['evaluate', 'ring', '--data', 'ring', '--features', 'spectrum'];
  const { code, stderr } = await ganport(folder, args);
  expect(code).toBe(1);
  expect(stderr).toMatch(/ganport: spectrum: .*one channel.*\n$/);
  const metric = ['evaluate', 'mnist-test', '--data', 'mnist', '--metrics', 'spectrum'];
  expect((await ganport(folder, metric)).stderr).toContain('give --features spectrum');
});
