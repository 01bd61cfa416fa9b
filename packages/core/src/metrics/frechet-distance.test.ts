import { Matrix, SingularValueDecomposition } from 'ml-matrix';
import { describe, expect, test } from 'vitest';
import type { Features } from './features.ts';
import { featureDistance, frechetDistance } from './frechet-distance.ts';
import { featuresOf, normalFeatures } from './samples.test.support.ts';

const diagonal = (values: readonly number[]) =>
  Float64Array.from({ length: values.length ** 2 }, (_, i) =>
    i % (values.length + 1) === 0 ? (values[i / (values.length + 1)] ?? NaN) : 0,
  );

test('Gaussians with diagonal covariances: Σ (μ − μ′)² + (σ − σ′)²', async () => {
  const a = { mean: Float64Array.of(1, 2, 3), covariance: diagonal([1, 4, 9]) };
  const b = { mean: Float64Array.of(0, 2, 5), covariance: diagonal([4, 4, 0.25]) };
  expect(await frechetDistance(a, b)).toBeCloseTo(1 + 0 + 4 + 1 + 0 + 2.5 ** 2, 12);
});

test('Gaussians whose covariances do not commute: tr (ΣΣ′)^½ of 2 × 2 in closed form', async () => {
  // For 2 × 2, tr M^½ = √(tr M + 2 √det M); here M = ΣΣ′ = ((2, 1), (1, 2)) · diag(1, 9).
  const a = { mean: Float64Array.of(0, 0), covariance: Float64Array.of(2, 1, 1, 2) };
  const b = { mean: Float64Array.of(0, 0), covariance: Float64Array.of(1, 0, 0, 9) };
  const shared = Math.sqrt(2 + 18 + 2 * Math.sqrt(3 * 9));
  expect(await frechetDistance(a, b)).toBeCloseTo(4 + 10 - 2 * shared, 12);
  expect(await frechetDistance(b, a)).toBeCloseTo(await frechetDistance(a, b), 12);
});

test('samples: close to the distance of the Gaussians that they are drawn from', async () => {
  const a = normalFeatures(1, 20_000, [0, 1, -1], [1, 2, 0.5]);
  const b = normalFeatures(2, 20_000, [3, 1, -1], [1, 1, 1]);
  // Standard errors of means and deviations are below 0.015.
  expect(Math.abs((await featureDistance(a, b)) - (9 + 1 + 0.25))).toBeLessThan(0.15);
});

test('the distance of a set to itself is 0 up to rounding', async () => {
  const samples = normalFeatures(1, 5000, [100, 0, -3], [10, 1e-3, 1]);
  expect(await featureDistance(samples, samples)).toBeLessThan(1e-9);
});

test('constant features and more features than samples are accepted', async () => {
  const few = featuresOf([
    [1, 5, 0, 0],
    [3, 5, 0, 1],
  ]);
  const shifted = featuresOf([
    [1, 7, 0, 0],
    [3, 7, 0, 1],
  ]);
  expect(await featureDistance(few, shifted)).toBeCloseTo(4, 12);
});

/** The distance and the sum of the traces by ml-matrix, from the singular values of the samples' products. */
function peer(a: Features, b: Features) {
  const matrices = [a, b].map(({ data, count, width }) => Matrix.from1DArray(count, width, data));
  const [meanA = [], meanB = []] = matrices.map((matrix) => matrix.mean('column'));
  const [rowsA, rowsB] = matrices.map((matrix) =>
    matrix.center('column').div(Math.sqrt(matrix.rows - 1)),
  ) as [Matrix, Matrix];
  const means = meanA.reduce((sum, value, k) => sum + (value - (meanB[k] ?? NaN)) ** 2, 0);
  const traces = rowsA.norm() ** 2 + rowsB.norm() ** 2;
  const singular = new SingularValueDecomposition(rowsA.mmul(rowsB.transpose()), {
    autoTranspose: true,
  }).diagonal;
  return { distance: means + traces - 2 * singular.reduce((sum, x) => sum + x, 0), traces };
}

/** Normal features, the second set wider; `change` gets the set's index, and returns new values. */
function pair(
  counts: readonly [number, number],
  width: number,
  change: (row: Float32Array, set: number) => ArrayLike<number> = (row) => row,
): [Features, Features] {
  const sets = counts.map((count, set) => {
    const zeros = Array.from({ length: width }, () => 0);
    const deviations = zeros.map((_, k) => (1 + set / 4) * 2 ** -(k % 9));
    const { data } = normalFeatures(7 + set, count, zeros, deviations);
    const rows = Array.from({ length: count }, (_, i) =>
      Array.from(change(data.slice(i * width, (i + 1) * width), set)),
    );
    return featuresOf(rows);
  });
  return sets as [Features, Features];
}

describe.each<[string, [Features, Features]]>([
  ['more samples than features', pair([90, 70], 40)],
  ['more features than the blocks of decompositions', pair([160, 170], 150)],
  ['fewer samples than features', pair([30, 20], 40)],
  ['fewer samples in one set', pair([30, 70], 40)],
  ['as many samples as features', pair([40, 41], 40)],
  ['the same constant features', pair([90, 70], 40, (row) => row.map((x, k) => (k % 3 ? x : 5)))],
  [
    'different constant features',
    pair([90, 70], 40, (row, set) => row.map((x, k) => (k % 3 === set ? 5 : x))),
  ],
  [
    'equal features',
    pair([90, 70], 40, (row) => row.map((x, k) => (k < 20 ? x : (row[k - 20] ?? x)))),
  ],
  [
    'nearly equal features',
    pair([90, 70], 40, (row) => row.map((x, k) => (k < 20 ? x : (row[k - 20] ?? 0) + x / 1000))),
  ],
  ['a set without variance', pair([90, 70], 40, (row, set) => row.map((x) => (set ? 3 : x)))],
  ['two sets without variance', pair([90, 70], 40, (row, set) => row.fill(set))],
])('%s', (_, [a, b]) => {
  test('agrees with ml-matrix to 1e-8 of the traces, either way round', async () => {
    const { distance, traces } = peer(a, b);
    for (const value of [await featureDistance(a, b), await featureDistance(b, a)]) {
      expect(value).toBeGreaterThanOrEqual(0);
      expect(Math.abs(value - distance)).toBeLessThanOrEqual(1e-8 * (traces || distance));
    }
  });

  test('of a set and itself is 0 to 1e-8 of the traces, and not negative', async () => {
    const { traces } = peer(a, a);
    const value = await featureDistance(a, a);
    expect(value).toBeGreaterThanOrEqual(0);
    expect(value).toBeLessThanOrEqual(1e-8 * traces);
  });
});

test.each([1e-60, 1e60])('covariances of size %d neither vanish nor overflow', async (size) => {
  const a = {
    mean: Float64Array.of(0, 0),
    covariance: Float64Array.of(2 * size, size, size, 2 * size),
  };
  const b = { mean: Float64Array.of(0, 0), covariance: Float64Array.of(size, 0, 0, 9 * size) };
  const shared = Math.sqrt(2 + 18 + 2 * Math.sqrt(3 * 9));
  expect((await frechetDistance(a, b)) / size).toBeCloseTo(4 + 10 - 2 * shared, 12);
});

test('one sample and features of two extractors are refused', async () => {
  const one = featuresOf([[1, 2]]);
  await expect(featureDistance(one, one)).rejects.toThrow('a covariance needs 2 samples');
  const other = normalFeatures(1, 10, [0, 0, 0]);
  const wider = normalFeatures(1, 10, [0, 0, 0, 0]);
  await expect(featureDistance(other, wider)).rejects.toMatchObject({
    code: 'data-mismatch',
    message: 'fid: features of 3 and of 4 numbers; compare features of one extractor',
  });
});
