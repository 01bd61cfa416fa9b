import * as tf from '@tensorflow/tfjs';
import { at } from '@ganport/graph/ops';
import { expect, test } from 'vitest';
import { nonSaturating } from './loss.ts';

tf.enableProdMode();
await tf.setBackend('cpu');

const logits = (...values: number[]) => tf.tensor2d(values, [values.length, 1]);
const number = (scalar: tf.Scalar) => at(scalar.dataSync(), 0);
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

test('is the cross-entropy of probabilities, where probabilities do not round to 0 or 1', () => {
  const [real, generated] = [
    [0.3, -1.2, 4],
    [-2, 0.5, 0],
  ] as const;
  const d = nonSaturating.discriminator(logits(...real), logits(...generated));
  const expected =
    mean(real.map((x) => -Math.log(sigmoid(x)))) +
    mean(generated.map((x) => -Math.log(1 - sigmoid(x))));
  expect(number(d)).toBeCloseTo(expected, 6);
  const g = nonSaturating.generator(logits(...generated));
  expect(number(g)).toBeCloseTo(mean(generated.map((x) => -Math.log(sigmoid(x)))), 6);
});

test('is finite and exact at logits whose probability rounds to 0 or 1', () => {
  // −log σ(−200) is 200; log of the probability itself would be infinite.
  expect(number(nonSaturating.generator(logits(-200)))).toBe(200);
  expect(number(nonSaturating.generator(logits(200)))).toBe(0);
  expect(number(nonSaturating.discriminator(logits(-100), logits(300)))).toBe(400);
});

test('first and second derivatives are those of softplus, σ(x) − 1 and σ(x)(1 − σ(x))', () => {
  const x = [-3, -0.5, 0, 0.7, 2.5];
  const loss = (y: tf.Tensor) => nonSaturating.generator(y).mul<tf.Scalar>(x.length);
  const first = tf.grad(loss);
  const second = tf.grad((y) => first(y).sum());
  const flat = logits(...x);
  const expectedFirst = x.map((value) => sigmoid(value) - 1);
  const expectedSecond = x.map((value) => sigmoid(value) * (1 - sigmoid(value)));
  for (const [i, value] of first(flat).dataSync().entries()) {
    expect(value).toBeCloseTo(at(expectedFirst, i), 6);
  }
  for (const [i, value] of second(flat).dataSync().entries()) {
    expect(value).toBeCloseTo(at(expectedSecond, i), 6);
  }
});
