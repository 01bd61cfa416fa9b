/** Mixtures against scikit-learn's BayesianGaussianMixture (fixtures/tables/make.py). */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { fillNormal } from '../random/normal.ts';
import { keyed } from '../random/random-source.ts';
import { digamma, logGamma } from './gamma.ts';
import { distinct, fitMixture, fitModes, weightsOf } from './mixture.ts';

interface Golden {
  readonly mixtures: readonly {
    readonly name: string;
    readonly values: readonly number[];
    readonly fits: readonly Readonly<Record<'means' | 'variances' | 'weights', number[]>>[];
  }[];
}
const url = new URL('../../../../fixtures/tables/golden.json', import.meta.url);
const { mixtures } = JSON.parse(readFileSync(url, 'utf8')) as Golden;
const MODES = 6;

/** Each value in its sixth of the range, as the script begins. */
function parts(values: Float64Array): Float64Array {
  const [min, max] = [Math.min(...values), Math.max(...values)];
  const resp = new Float64Array(values.length * MODES);
  for (const [i, x] of values.entries()) {
    const part = Math.min(MODES - 1, Math.floor(((x - min) / (max - min)) * MODES));
    resp[i * MODES + part] = 1;
  }
  return resp;
}

const largestError = (actual: readonly number[], expected: readonly number[]) =>
  Math.max(...expected.map((value, i) => Math.abs(value - (actual[i] ?? NaN))));

test.each(mixtures)('$name: the posterior after 1, 5 and all iterations', ({ values, fits }) => {
  const data = distinct(Float64Array.from(values));
  for (const [i, iterations] of [1, 5, 100].entries()) {
    const posterior = fitMixture(data, parts(data.values), iterations);
    const { means = [], variances = [], weights = [] } = fits[i] ?? {};
    expect(largestError(posterior.means, means)).toBeLessThan(1e-8);
    expect(largestError(posterior.variances, variances)).toBeLessThan(1e-8);
    expect(largestError(weightsOf(posterior), weights)).toBeLessThan(1e-8);
  }
});

test('modes that are far apart are found, whatever the unit and the origin', () => {
  const normal = new Float32Array(800);
  fillNormal(keyed(1, 'test'), normal);
  for (const [unit, origin] of [
    [1, 0],
    [1e-6, 0],
    [1e6, 1e9],
  ] as const) {
    const all = Float64Array.from(normal, (x, i) => origin + unit * (i % 4 === 0 ? x : 20 + 2 * x));
    const modes = fitModes(all);
    // Every mode is in one of the two clusters, which have a quarter and three quarters of the weight.
    const low = modes.filter(({ mean }) => mean < origin + 7 * unit);
    const mass = (list: typeof modes) => list.reduce((sum, { weight }) => sum + weight, 0);
    const mean = (list: typeof modes) =>
      list.reduce((sum, mode) => sum + mode.weight * mode.mean, 0) / mass(list);
    expect(mass(low)).toBeCloseTo(0.25, 1);
    expect((mean(low) - origin) / unit).toBeCloseTo(0, 0);
    expect((mean(modes.filter((mode) => !low.includes(mode))) - origin) / unit).toBeCloseTo(20, 0);
    expect(modes.every(({ weight, stddev }) => weight >= 0.005 && stddev > 0)).toBe(true);
  }
});

test('two values have modes; a mode of many equal values is narrow', () => {
  expect(fitModes(Float64Array.of(1, 2)).length).toBeGreaterThan(0);
  const spiked = Float64Array.from({ length: 1000 }, (_, i) => (i < 700 ? 0 : 100 + i));
  const zero = fitModes(spiked)[0];
  expect(Math.abs(zero?.mean ?? NaN)).toBeLessThan(5);
  expect(zero?.weight).toBeCloseTo(0.7, 1);
});

test('the gamma function: closed forms', () => {
  const EULER = 0.5772156649015329;
  expect(logGamma(5)).toBeCloseTo(Math.log(24), 12);
  expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.PI) / 2, 12);
  expect(logGamma(101) - logGamma(100)).toBeCloseTo(Math.log(100), 11);
  expect(digamma(1)).toBeCloseTo(-EULER, 12);
  expect(digamma(0.5)).toBeCloseTo(-EULER - 2 * Math.log(2), 12);
  expect(digamma(0.001) - digamma(1.001)).toBeCloseTo(-1000, 9);
});

test('numbers whose squares no float has get the modes of the same numbers in another unit', () => {
  const values = [1, 1.1, 1.25, 4, 4.5, 4.75];
  const own = fitModes(Float64Array.from(values));
  for (const unit of [2 ** 1000, 2 ** -1000]) {
    const modes = fitModes(Float64Array.from(values, (value) => value * unit));
    expect(modes).toEqual(
      own.map(({ mean, stddev, weight }) => ({ mean: mean * unit, stddev: stddev * unit, weight })),
    );
  }
});
