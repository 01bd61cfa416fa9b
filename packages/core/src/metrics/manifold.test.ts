import { expect, test } from 'vitest';
import type { Features } from './features.ts';
import { compareManifolds, NEIGHBORS } from './manifold.ts';
import { featuresOf, normalFeatures } from './samples.test.support.ts';

/** The definitions of the papers, without blocks, squares or matrix products. */
function byDefinition(real: Features, generated: Features) {
  const rows = ({ data, count, width }: Features) =>
    Array.from({ length: count }, (_, i) => [...data.subarray(i * width, (i + 1) * width)]);
  const distance = (x: number[], y: number[]) => Math.hypot(...x.map((v, k) => v - (y[k] ?? NaN)));
  const radius = (x: number[], set: number[][]) =>
    set.map((y) => distance(x, y)).toSorted((p, q) => p - q)[NEIGHBORS] ?? NaN;
  const reals = rows(real);
  const fakes = rows(generated);
  const [realRadii, fakeRadii] = [reals, fakes].map((set) => set.map((x) => radius(x, set)));
  const inReal = (y: number[]) => reals.map((x, i) => distance(x, y) < (realRadii?.[i] ?? NaN));
  const share = (hits: boolean[]) => hits.filter(Boolean).length / hits.length;
  return {
    precision: share(fakes.map((y) => inReal(y).some(Boolean))),
    recall: share(reals.map((x) => fakes.some((y, j) => distance(x, y) < (fakeRadii?.[j] ?? NaN)))),
    density: fakes.flatMap(inReal).filter(Boolean).length / (NEIGHBORS * fakes.length),
    coverage: share(
      reals.map((x, i) => fakes.some((y) => distance(x, y) < (realRadii?.[i] ?? NaN))),
    ),
  };
}

test('the definitions of the papers, on sets that overlap partly', async () => {
  const real = normalFeatures(1, 150, [0, 0, 0]);
  const generated = normalFeatures(2, 110, [1, 0, 0.5], [0.5, 1.5, 1]);
  const result = await compareManifolds(real, generated);
  expect(result).toEqual(byDefinition(real, generated));
  for (const value of Object.values(result)) expect(value).toBeGreaterThan(0);
});

test('1 for a set and itself, 0 for sets far apart', async () => {
  const real = normalFeatures(1, 100, [0, 0]);
  const self = await compareManifolds(real, real);
  expect(self).toMatchObject({ precision: 1, recall: 1, coverage: 1 });
  const far = await compareManifolds(real, normalFeatures(2, 100, [1000, 0]));
  expect(far).toEqual({ precision: 0, recall: 0, density: 0, coverage: 0 });
});

test('a collapsed generator is precise and covers little', async () => {
  const real = normalFeatures(1, 300, [0, 0]);
  const generated = normalFeatures(2, 300, [0, 0], [1e-3, 1e-3]);
  const { precision, recall, coverage } = await compareManifolds(real, generated);
  expect(precision).toBe(1);
  expect(recall).toBeLessThan(0.05);
  expect(coverage).toBeLessThan(0.2);
});

test('sets with more rows than a block of distances', async () => {
  // With 2,100 columns a block has 1,997 rows.
  const real = normalFeatures(1, 2100, [0]);
  const parts = featuresOf(Array.from({ length: 2100 }, (_, i) => [real.data[2099 - i] ?? NaN]));
  expect(await compareManifolds(real, parts)).toMatchObject({ recall: 1, coverage: 1 });
});
