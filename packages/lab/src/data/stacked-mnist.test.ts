import { expect, test } from 'vitest';
import { loadMnist } from './mnist.ts';
import { openDataset } from './open-dataset.ts';

const stacked = await openDataset('stacked-mnist');

test('each channel is a digit of MNIST, and the label has all three', async () => {
  const digits = await loadMnist('train');
  const all = new Float32Array(digits.size * 784);
  await digits.read(
    Int32Array.from({ length: digits.size }, (_, i) => i),
    all,
  );
  const image = new Float32Array(784 * 3);
  await stacked.read([77], image);
  const found = [0, 1, 2].map((channel) => {
    const plane = Float32Array.from(
      { length: 784 },
      (_, pixel) => image[3 * pixel + channel] ?? NaN,
    );
    const text = plane.join();
    for (let i = 0; i < digits.size; i++) {
      const candidate = all.subarray(784 * i, 784 * (i + 1));
      if (candidate[400] === plane[400] && candidate.join() === text) return digits.labels?.[i];
    }
    return undefined;
  });
  expect(Number(found.join(''))).toBe(stacked.labels?.[77]);
});

test('all 1,000 modes are there, none far from its share of 128 in 128,000', () => {
  const counts = new Float64Array(1000);
  for (const label of stacked.labels ?? []) counts[label] = (counts[label] ?? 0) + 1;
  expect(stacked.size).toBe(128_000);
  expect(Math.min(...counts)).toBeGreaterThan(64);
  expect(Math.max(...counts)).toBeLessThan(256);
});

test('digits can be resized, but not mixed', async () => {
  expect((await openDataset('stacked-mnist', { size: 16 })).shape).toEqual([16, 16, 3]);
  await expect(openDataset('stacked-mnist', { grayscale: true })).rejects.toMatchObject({
    code: 'bad-argument',
    message: 'stacked-mnist: grayscale would mix its three digits; leave it out',
  });
});
