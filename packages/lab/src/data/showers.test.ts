/** The showers against what their formulas say. */
import type { Dataset } from '@ganport/core';
import { expect, test } from 'vitest';
import { volumeObservables } from '../features/volume-observables.ts';
import { openDataset } from './open-dataset.ts';
import { longitudinal } from './showers.ts';

async function volumesOf(dataset: Dataset): Promise<Float32Array[]> {
  const length = dataset.shape.reduce((a, b) => a * b, 1);
  const out = new Float32Array(dataset.size * length);
  await dataset.read(
    Array.from({ length: dataset.size }, (_, i) => i),
    out,
  );
  return Array.from({ length: dataset.size }, (_, i) => out.subarray(i * length, (i + 1) * length));
}

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
const deviation = (values: readonly number[]) =>
  Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)));

test('the energy of a shower is that of its particle, with a resolution of 22 % / √E', async () => {
  const dataset = await openDataset('showers:count=200,side=12,low=20,high=20,seed=3');
  expect(dataset).toMatchObject({
    kind: 'volumes',
    shape: [12, 12, 12, 1],
    condition: { name: 'energy', unit: 'GeV' },
  });
  const totals = (await volumesOf(dataset)).map((volume) => volume.reduce((a, b) => a + b, 0));
  // Some percent leak at the sides and behind.
  expect(mean(totals) / 20).toBeGreaterThan(0.93);
  expect(mean(totals) / 20).toBeLessThan(1);
  const resolution = deviation(totals) / mean(totals);
  expect(resolution / (0.224 / Math.sqrt(20))).toBeGreaterThan(0.85);
  expect(resolution / (0.224 / Math.sqrt(20))).toBeLessThan(1.25);
  expect(dataset.calibration?.response).toBeCloseTo(mean(totals) / 20, 4);
});

test('the profile along the beam is the gamma distribution of its parameters', () => {
  const { cumulative, maximum } = longitudinal(100, 0, 0);
  const y = Math.log(100 / 0.0074);
  expect(maximum).toBeCloseTo(y - 0.858, 6);
  // Its mean is α / β, with β = (α − 1) / T.
  const alpha = 0.21 + (0.492 + 2.38 / 82) * y;
  const density = Array.from(cumulative, (sum, i) => sum - (cumulative[i - 1] ?? 0));
  const average = density.reduce((sum, share, i) => sum + share * (i - 0.5) * 0.125, 0);
  expect(average).toBeCloseTo((alpha * maximum) / (alpha - 1), 1);
  const peak = density.indexOf(Math.max(...density));
  expect((peak - 0.5) * 0.125).toBeCloseTo(maximum, 0);
});

test('more energy goes deeper, cells are sparse, and the radius is that of an exponential', async () => {
  const observablesOf = async (gev: number) => {
    const dataset = await openDataset(`showers:count=60,side=16,low=${gev},high=${gev}`);
    return (await volumesOf(dataset)).map((volume) => volumeObservables(volume, dataset.shape));
  };
  const [slow, fast] = [await observablesOf(5), await observablesOf(100)];
  const layers = (set: typeof slow) => mean(set.map(({ depth }) => depth));
  // The maximum moves by ln 20 = 3 radiation lengths, 1.9 of 16 layers.
  expect(layers(fast) - layers(slow)).toBeGreaterThan(1);
  expect(layers(fast) - layers(slow)).toBeLessThan(3);
  expect(mean(slow.map(({ cells }) => cells)) / 16 ** 3).toBeLessThan(0.05);
  // √⟨r²⟩ = √6 λ with λ = 0.045 · 16 cells at the maximum of the shower.
  const radius = mean(fast.map((one) => one.radius));
  expect(radius / (Math.sqrt(6) * 0.045 * 16)).toBeGreaterThan(0.8);
  expect(radius / (Math.sqrt(6) * 0.045 * 16)).toBeLessThan(1.3);
});

test('a shower is a function of the seed and its number alone', async () => {
  const open = (spec: string) => openDataset(`showers:side=6,low=1,high=4,${spec}`);
  const one = async (dataset: Dataset, index: number) => {
    const out = new Float32Array(216);
    await dataset.read([index], out);
    return out;
  };
  const [few, many] = [await open('count=3'), await open('count=9')];
  expect(await one(few, 2)).toEqual(await one(many, 2));
  expect(await one(few, 2)).not.toEqual(await one(few, 1));
  expect(await one(few, 2)).not.toEqual(await one(await open('count=3,seed=2'), 2));
});

test.each([
  ['showers:side=3', 'showers: side must be a whole number from 4 to 32'],
  ['showers:side=64', 'showers: side must be a whole number from 4 to 32'],
  ['showers:low=50,high=10', 'showers: high must be a whole number from 50 to 1000'],
  ['showers:color=red', "showers: there is no setting 'color'"],
])('%s is refused', async (spec, message) => {
  await expect(openDataset(spec)).rejects.toThrow(message);
});
