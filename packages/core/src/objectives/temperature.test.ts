import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { sequence } from '../models/chain.ts';
import { createNetwork } from '../models/network.ts';
import { dense, textWriter } from '../layers/index.ts';
import { createAnnealing } from './temperature.ts';

tf.enableProdMode();
await tf.setBackend('cpu');

test('the temperature is β_max^(n / N) after step n, and stays at β_max', () => {
  const network = createNetwork(
    'writer',
    sequence('noise', [2, 3], () => [
      textWriter('text', { slots: 1, heads: 1, headSize: 2, embedding: 2 }),
    ]),
  );
  const temperature = network.weights.get('text/temperature') as tf.Variable;
  expect(temperature.dataSync()[0]).toBe(1);
  const anneal = createAnnealing(network, 100, 8);
  for (let step = 1; step <= 10; step++) {
    anneal();
    const expected = 100 ** (Math.min(step, 8) / 8);
    expect((temperature.dataSync()[0] ?? NaN) / expected).toBeCloseTo(1, 5);
  }
  expect(temperature.dataSync()[0]).toBeLessThanOrEqual(100);
});

test('a network without a temperature stays as it is', () => {
  const network = createNetwork(
    'other',
    sequence('noise', [2], () => [dense('dense', 1)]),
  );
  createAnnealing(network, 100, 8)();
  expect([...network.weights.values()].every((weight) => weight.dataSync()[0] === 0)).toBe(true);
});
