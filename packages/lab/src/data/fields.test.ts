/** The spectrum of the generated fields against the power law that they are made of. */
import { powerSpectrum } from '@ganport/core/metrics';
import { expect, test } from 'vitest';
import { openDataset } from './open-dataset.ts';
import { readSamples } from './subset.ts';

async function fieldsOf(spec: string, count: number) {
  const dataset = await openDataset(spec);
  const [side = 0] = dataset.shape;
  const values = await readSamples(
    dataset,
    Int32Array.from({ length: count }, (_, i) => i),
  );
  const fields = Array.from({ length: count }, (_, i) =>
    values.subarray(i * side * side, (i + 1) * side * side),
  );
  return { dataset, side, fields, values };
}

test.each([2, 3])('the mean power of the wave number k is proportional to k^−%i', async (slope) => {
  const { side, fields, values } = await fieldsOf(`fields:side=32,slope=${slope}`, 150);
  const spectra = fields.map((field) => powerSpectrum(field, side, side));
  const mean = (k: number) =>
    spectra.reduce((sum, spectrum) => sum + (spectrum[k - 1] ?? NaN), 0) / spectra.length;
  // A bin holds modes of k ± ½; the law at its modes is the reference, up to k = 12, where eight bits are small.
  const law = (k: number) => {
    const modes = [];
    for (let y = -16; y < 16; y++) {
      for (let x = -16; x < 16; x++) {
        if (Math.round(Math.hypot(x, y)) === k) modes.push(Math.hypot(x, y) ** -slope);
      }
    }
    return modes.reduce((a, b) => a + b, 0) / modes.length;
  };
  for (let k = 2; k <= 12; k++) {
    expect(mean(k) / mean(4) / (law(k) / law(4))).toBeGreaterThan(0.85);
    expect(mean(k) / mean(4) / (law(k) / law(4))).toBeLessThan(1.15);
  }
  const variance = values.reduce((sum, value) => sum + value ** 2, 0) / values.length;
  expect(Math.sqrt(variance)).toBeGreaterThan(0.23);
  expect(Math.sqrt(variance)).toBeLessThan(0.27);
});

test('a field is a function of the seed and its number alone', async () => {
  const few = await fieldsOf('fields:side=8,count=3', 3);
  const many = await fieldsOf('fields:side=8,count=9', 3);
  const other = await fieldsOf('fields:side=8,count=3,seed=2', 3);
  expect(few.dataset).toMatchObject({ shape: [8, 8, 1], size: 3, measuredBy: 'spectrum' });
  expect(few.values).toEqual(many.values);
  expect(few.fields[0]).not.toEqual(few.fields[1]);
  expect(few.values).not.toEqual(other.values);
});

test('settings and options that fields do not have are one line', async () => {
  await expect(openDataset('fields:side=4')).rejects.toThrow('fields: side must be a whole number');
  await expect(openDataset('fields', { size: 32 })).rejects.toThrow(
    'fields: has fields, not images, and takes no --image-size; leave it out',
  );
});
