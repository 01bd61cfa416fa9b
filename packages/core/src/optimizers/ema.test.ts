import * as tf from '@tensorflow/tfjs';
import { jit } from '@ganport/backend';
import { afterEach, expect, test } from 'vitest';
import { CoreError } from '../errors.ts';
import { createEma } from './ema.ts';

tf.enableProdMode();
await tf.setBackend('cpu');
afterEach(() => tf.disposeVariables());

const network = () => {
  const [kernel, mean] = [tf.variable(tf.tensor1d([1, -2])), tf.variable(tf.tensor1d([5]), false)];
  return {
    kernel,
    mean,
    weights: new Map([
      ['kernel', kernel],
      ['moving_mean', mean],
    ]),
  };
};

test('is the sum of all weights so far, each by its power of the decay', () => {
  const { kernel, weights } = network();
  const { variables, update } = createEma(weights, 0.9);
  const history = [1];
  for (const value of [3, -1, 4, 1, -5]) {
    kernel.assign(tf.tensor1d([value, 0]));
    update();
    history.push(value);
  }
  const last = history.length - 1;
  const expected = history.reduce(
    (sum, value, t) => sum + value * (t === 0 ? 0.9 ** last : 0.1 * 0.9 ** (last - t)),
    0,
  );
  expect(variables.get('kernel')?.dataSync()[0]).toBeCloseTo(expected, 6);
});

test('what is to be copied is copied, and the weights stay as they are', () => {
  const { kernel, mean, weights } = network();
  const { variables, update } = createEma(weights, 0.5, ['moving_mean']);
  expect([...variables].map(([name, average]) => [name, ...average.dataSync()])).toEqual([
    ['kernel', 1, -2],
    ['moving_mean', 5],
  ]);
  kernel.assign(tf.tensor1d([3, 3]));
  mean.assign(tf.tensor1d([7]));
  update();
  mean.assign(tf.tensor1d([8]));
  expect([...variables.values()].map((average) => [...average.dataSync()])).toEqual([
    [2, 0.5],
    [7],
  ]);
  expect([...kernel.dataSync(), ...mean.dataSync()]).toEqual([3, 3, 8]);
});

test('traced, its averages are state that moves as in tfjs', async () => {
  const { kernel, weights } = network();
  const { variables, update } = createEma(weights, 0.9, ['moving_mean']);
  const step = (by: tf.Tensor) => {
    kernel.assign(kernel.add(by));
    update();
    return { done: by };
  };
  const states = [...weights.values(), ...variables.values()];
  const traced = jit(({ by }) => step(by as tf.Tensor), { variables: states, providers: ['cpu'] });
  try {
    for (const by of [2, 3]) await traced({ by: tf.tensor1d([by, -by]) });
    const average = variables.get('kernel') as tf.Variable;
    const onnx = [...((await traced.readVariables())[average.name]?.data ?? [])];
    for (const by of [2, 3]) step(tf.tensor1d([by, -by]));
    for (const [i, value] of average.dataSync().entries()) {
      expect(Number(onnx[i])).toBeCloseTo(value, 6);
    }
  } finally {
    await traced.dispose();
  }
});

test('an update leaves no tensors behind', () => {
  const { update } = createEma(network().weights, 0.9, ['moving_mean']);
  update();
  const before = tf.memory().numTensors;
  update();
  expect(tf.memory().numTensors).toBe(before);
});

test('a decay that is none and a name that is none are refused', () => {
  for (const decay of [1, -0.1, NaN]) {
    expect(() => createEma(network().weights, decay)).toThrow(
      `ema: decay must be in [0, 1), got ${decay}`,
    );
  }
  const misnamed = () => createEma(network().weights, 0.9, ['mean']);
  expect(misnamed).toThrow(CoreError);
  expect(misnamed).toThrow('ema: there is no weight mean to copy');
});
