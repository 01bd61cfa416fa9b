import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { byteDataset, type Dataset } from '@ganport/core';
import { fillUniform, keyed } from '@ganport/core/internal';
import { classificationAccuracy } from './classification-accuracy.ts';

tf.enableProdMode();
await tf.setBackend('cpu');

/** Noise of 8 × 8 grays, dark for class 0 and bright for class 1; `turned`: the other way round. */
function grays(seed: number, size: number, turned = false): Dataset {
  const noise = new Float32Array(size * 64);
  fillUniform(keyed(seed, 'test'), noise, 0, 150);
  const bright = (i: number) => (Math.floor(i / 64) % 2 === 1) !== turned;
  const pixels = Uint8Array.from(noise, (value, i) => (bright(i) ? value + 100 : value));
  const labels = Int32Array.from({ length: size }, (_, i) => i % 2);
  const shape = [8, 8, 1] as const;
  return byteDataset({ name: 'grays', shape, size, pixels, labels, classes: ['0', '1'] });
}

const settings = { steps: 20, seed: 1, threads: 1 };

test('high when the samples teach what is real, low when they teach the reverse', async () => {
  const real = grays(2, 100);
  expect(await classificationAccuracy(grays(1, 200), real, settings)).toBeGreaterThan(0.9);
  expect(await classificationAccuracy(grays(1, 200, true), real, settings)).toBeLessThan(0.1);
});

test.each<[string, Partial<Dataset>, string]>([
  ['another size', { shape: [4, 16, 1] }, 'grays has images of 8 × 8 × 1, grays of 4 × 16 × 1'],
  ['other classes', { classes: ['0', '1', '2'] }, 'grays has 2 classes, grays has 3'],
])('real images of %s are refused', async (_name, change, message) => {
  const real = { ...grays(2, 100), ...change };
  await expect(classificationAccuracy(grays(1, 200), real, settings)).rejects.toMatchObject({
    code: 'data-mismatch',
    message: expect.stringContaining(message),
  });
});
