import { expect, test } from 'vitest';
import { openDataset } from './open-dataset.ts';
import { createRing } from '@ganport/core';
import { RING, ringCenter } from '@ganport/core/internal';

test('the points of each Gaussian have its mean and its spread', async () => {
  const { labels, size, shape, read } = createRing();
  expect([size, shape]).toEqual([50_000, [1, 1, 2]]);
  const points = new Float32Array(2 * size);
  await read(
    Int32Array.from({ length: size }, (_, i) => i),
    points,
  );
  for (let mode = 0; mode < RING.modes; mode++) {
    const own = Array.from({ length: size }, (_, i) => i).filter((i) => labels?.[i] === mode);
    for (const axis of [0, 1] as const) {
      const values = own.map((i) => points[2 * i + axis] as number);
      const mean = values.reduce((sum, value) => sum + value, 0) / own.length;
      const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / own.length;
      // Five standard errors of 6,250 points.
      expect(Math.abs(mean - ringCenter(mode)[axis])).toBeLessThan(
        (5 * RING.stddev) / Math.sqrt(6250),
      );
      expect(Math.abs(Math.sqrt(variance) - RING.stddev)).toBeLessThan(
        (5 * RING.stddev) / Math.sqrt(2 * 6250),
      );
    }
  }
});

test('points are read in any order, and opened by name', async () => {
  const { read } = await openDataset('ring');
  const [forth, back] = [new Float32Array(4), new Float32Array(4)];
  await read([3, 70], forth);
  await read([70, 3], back);
  expect([...back.subarray(2), ...back.subarray(0, 2)]).toEqual([...forth]);
  await expect(read([50_000], new Float32Array(2))).rejects.toMatchObject({
    code: 'data-mismatch',
  });
});

test('options of images are refused', async () => {
  await expect(openDataset('ring', { size: 28 })).rejects.toMatchObject({
    code: 'bad-argument',
    message: 'ring: has points, not images, and takes no --image-size; leave it out',
  });
});
