/** Features for the tests of metrics. */
import { fillNormal } from '../random/normal.ts';
import { keyed } from '../random/random-source.ts';
import { asFeatures, type Features } from './features.ts';

/** Independent normal features; each column has its own mean and standard deviation. */
export function normalFeatures(
  seed: number,
  count: number,
  means: readonly number[],
  stddevs: readonly number[] = means.map(() => 1),
): Features {
  const width = means.length;
  const data = new Float32Array(count * width);
  fillNormal(keyed(seed, 'test'), data);
  const scaled = data.map((x, i) => (means[i % width] ?? NaN) + (stddevs[i % width] ?? NaN) * x);
  return asFeatures(scaled, width);
}

/** Features from rows. */
export function featuresOf(rows: readonly (readonly number[])[]): Features {
  return asFeatures(Float32Array.from(rows.flat()), rows[0]?.length ?? 1);
}
