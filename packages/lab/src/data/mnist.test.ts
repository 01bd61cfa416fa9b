import { expect, test } from 'vitest';
import { loadMnist } from './mnist.ts';

test('MNIST: 60,000 digits, as many of each class as published, the first a five', async () => {
  const mnist = await loadMnist();
  expect(mnist).toMatchObject({ name: 'mnist (train)', shape: [28, 28, 1], size: 60_000 });
  const counts = new Map<number, number>();
  for (const label of mnist.labels ?? []) counts.set(label, (counts.get(label) ?? 0) + 1);
  expect(Array.from({ length: 10 }, (_, digit) => counts.get(digit))).toEqual([
    5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949,
  ]);
  expect(mnist.labels?.[0]).toBe(5);
  const out = new Float32Array(60_000 * 784);
  await mnist.read(
    Int32Array.from({ length: 60_000 }, (_, i) => i),
    out,
  );
  // The mean pixel of the training set, 0.1307 on [0, 1], is in every MNIST example.
  const mean = out.reduce((sum, value) => sum + value, 0) / out.length;
  expect(mean).toBeCloseTo(2 * 0.1307 - 1, 3);
});

test('the test digits are another 10,000', async () => {
  expect(await loadMnist('test')).toMatchObject({ name: 'mnist (test)', size: 10_000 });
});
