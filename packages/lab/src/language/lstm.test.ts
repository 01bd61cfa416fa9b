/** The LSTM against closed forms, and what it learns. */
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Dataset } from '@ganport/core';
import { checkRead } from '@ganport/core/internal';
import { temporaryFolder } from '../files/temporary-folder.test.support.ts';
import { createLstm, lstmParameters, unitsFor } from './lstm-network.ts';
import { drawFromLstm } from './lstm.ts';
import { textDataset } from '../text/text-dataset.ts';

tf.enableProdMode();
await tf.setBackend('cpu');
beforeAll(() => void vi.stubEnv('XDG_CACHE_HOME', temporaryFolder()));
afterAll(() => void vi.unstubAllEnvs());

test('without weights every character is as likely, and padding after the first does not count', () => {
  const network = createLstm({ characters: 4, units: 3 }, 1);
  for (const weight of network.weights.values()) weight.assign(tf.zerosLike(weight));
  const bias = network.weights.get('logits/bias');
  bias?.assign(tf.tensor1d([Math.log(2), 0, 0, 0]));
  // "2 3", the padding that ends it, and one more that does not count.
  const lines = tf.oneHot(tf.tensor2d([[2, 3, 0, 0]], undefined, 'int32'), 4);
  const loss = network.loss(lines.toFloat() as tf.Tensor3D).dataSync()[0];
  expect(loss).toBeCloseTo((2 * Math.log(5) + Math.log(5 / 2)) / 3, 5);
});

test('the units follow from the number of weights', () => {
  for (const units of [1, 20, 300]) {
    expect(unitsFor(lstmParameters({ characters: 28, units }), 28)).toBe(units);
  }
  expect([unitsFor(0, 28), unitsFor(1e9, 28)]).toEqual([1, 512]);
  const network = createLstm({ characters: 5, units: 7 }, 1);
  const sizes = [...network.weights.values()].map(({ size }) => size);
  expect(sizes.reduce((sum, size) => sum + size)).toBe(lstmParameters({ characters: 5, units: 7 }));
});

test('it learns what follows what, and the same again from the cache without a step', async () => {
  const lines: readonly string[] = Array.from({ length: 64 }, (_, i) => (i % 2 ? 'abab' : 'cc'));
  const source = { name: 'lines', lines: () => lines.map((line) => [line, 0] as const) };
  const dataset: Dataset = textDataset(source, { length: 6 }, 2 ** 20);
  let steps = 0;
  const training = { units: 32, steps: 300, seed: 1, threads: 1, onStep: () => steps++ };
  const drawn = await drawFromLstm(dataset, 50, training);
  const known = drawn.filter((line) => lines.includes(line));
  expect(known.length).toBeGreaterThan(20);
  expect(new Set(known).size).toBe(2);
  expect(await drawFromLstm(dataset, 50, training)).toEqual(drawn);
  expect(steps).toBe(300);
  expect(() => checkRead(dataset, [64], new Float32Array(30))).toThrow('no line 64');
}, 120_000);
