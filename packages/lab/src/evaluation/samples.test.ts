import { expect, test } from 'vitest';
import { byteDataset } from '@ganport/core';
import { toBytes } from '../imaging/eight-bit.ts';
import { samplesOf, type Samples } from './samples.ts';

const pixels = Uint8Array.from({ length: 300 }, (_, i) => i % 256);
const labels = Int32Array.from(pixels, (value) => value % 2);
const plain = byteDataset({ name: 'made', shape: [1, 1, 1], size: 300, pixels });
const labeled = byteDataset({
  name: 'made',
  shape: [1, 1, 1],
  size: 300,
  pixels,
  labels,
  classes: ['even', 'odd'],
});

const sorted = (values: readonly number[]) => values.toSorted((a, b) => a - b);

async function valuesOf(samples: Samples, count: number): Promise<number[]> {
  const values: number[] = [];
  for await (const images of samples.draw(count)) values.push(...toBytes(images));
  return values;
}

test('all images in an order of the seed; fewer are the first of it', async () => {
  const samples = samplesOf(plain, 1, undefined);
  expect(samples.available).toBe(300);
  const values = await valuesOf(samples, 300);
  expect(sorted(values)).toEqual(sorted([...pixels]));
  expect(values).not.toEqual([...pixels]);
  expect(await valuesOf(samples, 7)).toEqual(values.slice(0, 7));
  expect(await valuesOf(samplesOf(plain, 2, undefined), 7)).not.toEqual(values.slice(0, 7));
});

test('labels go with their images, by the names of the real classes', async () => {
  const samples = samplesOf(labeled, 1, ['odd', 'even', 'neither']);
  const values = await valuesOf(samples, 50);
  // Even is class 1 of the real data, odd is class 0.
  expect([...(samples.labels?.(50) ?? [])]).toEqual(values.map((value) => 1 - (value % 2)));
});

test('without labels on either side there are none', () => {
  expect(samplesOf(plain, 1, ['odd', 'even']).labels).toBeUndefined();
  expect(samplesOf(labeled, 1, undefined).labels).toBeUndefined();
});

test('a class that the real data do not have is refused', () => {
  expect(() => samplesOf(labeled, 1, ['even', 'uneven'])).toThrow(
    'made: has the class odd, the real data have even, uneven',
  );
});
