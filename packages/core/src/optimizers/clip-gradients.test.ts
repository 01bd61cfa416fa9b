import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { clipGradients } from './clip-gradients.ts';

tf.enableProdMode();
await tf.setBackend('cpu');

const given = { a: tf.tensor1d([3, 0]), b: tf.tensor2d([[0, -4]]) };
const numbers = ({ gradients }: ReturnType<typeof clipGradients>) =>
  Object.fromEntries(Object.entries(gradients).map(([name, each]) => [name, [...each.dataSync()]]));

test('gradients of norm 5 are scaled together to norm 1, and the norm before is returned', () => {
  const clipped = clipGradients(given, 1);
  expect(clipped.norm.dataSync()[0]).toBe(5);
  const { a, b } = numbers(clipped);
  expect(a?.[0]).toBeCloseTo(0.6, 6);
  expect(b?.[1]).toBeCloseTo(-0.8, 6);
});

test('smaller gradients, and zeros, stay as they are', () => {
  expect(numbers(clipGradients(given, 5))).toEqual({ a: [3, 0], b: [0, -4] });
  const zeros = clipGradients({ a: tf.zeros([2]) }, 1);
  expect(numbers(zeros)).toEqual({ a: [0, 0] });
});
