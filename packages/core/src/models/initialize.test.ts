/** Initial weights by their kinds, against the formulas of their sources. */
import * as tf from '@tensorflow/tfjs';
import { afterAll, expect, test } from 'vitest';
import { initializeWeights } from './initialize.ts';

await tf.setBackend('cpu');
afterAll(() => tf.disposeVariables());

test.each([
  // Fans of a dense layer [in, out], of a convolution [height, width, in, out], of a stack [places, in, out].
  ['glorot', [30, 50], Math.sqrt(6 / 80)],
  ['glorot', [3, 3, 8, 16], Math.sqrt(6 / (9 * 24))],
  ['glorot-each', [9, 30, 50], Math.sqrt(6 / 80)],
  ['fan-in', [400, 20], 1 / 20],
  ['fan-in', [5, 5, 16, 8], 1 / 20],
] as const)('%s of %j fills ± %d evenly', async (kind, shape, limit) => {
  const kernel = tf.variable(tf.zeros([...shape]));
  initializeWeights(new Map([['layer/kernel', kernel]]), { kernel: { kind } }, 1, 'net');
  const values = (await kernel.data()) as Float32Array;
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  expect(largest).toBeLessThanOrEqual(limit);
  expect(largest).toBeGreaterThan(0.98 * limit);
  // The variance of a uniform distribution is limit² / 3.
  const square = values.reduce((sum, value) => sum + value ** 2, 0) / values.length;
  expect(square / (limit ** 2 / 3)).toBeCloseTo(1, 1);
});
