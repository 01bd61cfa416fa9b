import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { withDraws } from '../random/ambient.ts';
import { dropout } from './dropout.ts';

tf.enableProdMode();
await tf.setBackend('cpu');

const n = 40_000;
const ones = () => tf.ones([4, n / 4]);
const train = (layer: tf.layers.Layer, x: tf.Tensor) =>
  layer.apply(x, { training: true }) as tf.Tensor;

test('keeps a share of 1 − rate, scaled so that the mean does not change', () => {
  const values = withDraws(1, 0, () => train(dropout('d', 0.3), ones())).dataSync();
  const kept = values.filter((value) => value !== 0);
  expect(new Set(kept)).toEqual(new Set([Math.fround(1 / 0.7)]));
  // Five standard errors.
  expect(Math.abs(kept.length / n - 0.7)).toBeLessThan(5 * Math.sqrt((0.7 * 0.3) / n));
});

test('the mask depends on seed, step and position in the step, and on nothing else', () => {
  const layer = dropout('d', 0.5);
  const masks = (seed: number, step: number) =>
    withDraws(seed, step, () => [train(layer, ones()), train(layer, ones())]).map((mask) => [
      ...mask.dataSync(),
    ]);
  const [first, second] = masks(7, 3);
  expect(first).not.toEqual(second);
  expect(masks(7, 3)).toEqual([first, second]);
  expect(masks(7, 4)[0]).not.toEqual(first);
  expect(masks(8, 3)[0]).not.toEqual(first);
});

test('the gradient passes where the activation passes', () => {
  const layer = dropout('d', 0.4);
  const x = ones();
  const values = withDraws(1, 0, () => train(layer, x)).dataSync();
  const gradient = withDraws(1, 0, () => tf.grad((y) => train(layer, y).sum())(x)).dataSync();
  expect(gradient).toEqual(values);
});

test('changes nothing in inference, nor at rate 0', () => {
  const x = ones();
  expect((dropout('d', 0.9).apply(x) as tf.Tensor).dataSync()).toEqual(x.dataSync());
  expect(train(dropout('d', 0), x).dataSync()).toEqual(x.dataSync());
});

test("a saved model loads with tfjs's Dropout", async () => {
  const input = tf.input({ shape: [3] });
  const output = dropout('drop', 0.25).apply(input) as tf.SymbolicTensor;
  const saved: unknown = tf.model({ inputs: input, outputs: output }).toJSON(undefined, false);
  const loaded = await tf.models.modelFromJSON(saved as never);
  const [, layer] = loaded.layers;
  expect(layer?.getClassName()).toBe('Dropout');
  expect(layer?.constructor).toBe(tf.layers.dropout({ rate: 0.1 }).constructor);
  expect(layer?.getConfig()).toMatchObject({ name: 'drop', rate: 0.25 });
});
