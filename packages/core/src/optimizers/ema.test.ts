import * as tf from '@tensorflow/tfjs';
import { jit } from '@ganport/backend';
import { afterEach, expect, test } from 'vitest';
import { CoreError } from '../errors.ts';
import { createEma } from './ema.ts';

tf.enableProdMode();
await tf.setBackend('cpu');
afterEach(() => tf.disposeVariables());

const network = () => {
  const kernel = tf.variable(tf.tensor1d([1, -2]));
  const mean = tf.variable(tf.tensor1d([5]), false);
  return {
    kernel,
    mean,
    weights: new Map([
      ['kernel', kernel],
      ['moving_mean', mean],
    ]),
  };
};

test('the decay is small at first, and then the given one', () => {
  const { kernel, weights } = network();
  const { variables, update } = createEma(weights, 0.5);
  let expected = 1;
  for (const [n, value] of [3, -1, 4, 1, -5, 9, -2, 6, 5, 3, 5].entries()) {
    kernel.assign(tf.tensor1d([value, 0]));
    update();
    // (1 + 8) / (10 + 8) is a half.
    const decay = n < 8 ? (1 + n) / (10 + n) : 0.5;
    expected = decay * expected + (1 - decay) * value;
    expect(variables.get('kernel')?.dataSync()[0]).toBeCloseTo(expected, 5);
  }
});

test('copied weights are copied, and the weights themselves do not change', () => {
  const { kernel, mean, weights } = network();
  const { variables, update } = createEma(weights, 0.5, ['moving_mean']);
  const values = () => [...variables].map(([name, average]) => [name, ...average.dataSync()]);
  expect(values()).toEqual([
    ['kernel', 1, -2],
    ['moving_mean', 5],
    ['updates', 0],
  ]);
  kernel.assign(tf.tensor1d([3, 3]));
  mean.assign(tf.tensor1d([7]));
  update();
  mean.assign(tf.tensor1d([8]));
  const [average, ...others] = values();
  // The first decay is a tenth.
  expect(average?.[1]).toBeCloseTo(0.1 * 1 + 0.9 * 3, 6);
  expect(average?.[2]).toBeCloseTo(0.1 * -2 + 0.9 * 3, 6);
  expect(others).toEqual([
    ['moving_mean', 7],
    ['updates', 1],
  ]);
  expect([...kernel.dataSync(), ...mean.dataSync()]).toEqual([3, 3, 8]);
});

test('traced, its averages are state and equal those of tfjs', async () => {
  const { kernel, weights } = network();
  const { variables, update } = createEma(weights, 0.9, ['moving_mean']);
  const step = (by: tf.Tensor) => {
    kernel.assign(kernel.add(by));
    update();
    return { done: by };
  };
  const states = [...weights.values(), ...variables.values()];
  const traced = jit(({ by }) => step(by as tf.Tensor), {
    variables: states,
    linked: false,
    providers: ['cpu'],
  });
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

test('an update leaks no tensors', () => {
  const { update } = createEma(network().weights, 0.9, ['moving_mean']);
  update();
  const before = tf.memory().numTensors;
  update();
  expect(tf.memory().numTensors).toBe(before);
});

test('a decay out of range and an unknown name are refused', () => {
  for (const decay of [1, -0.1, NaN]) {
    expect(() => createEma(network().weights, decay)).toThrow(
      `ema: decay must be in [0, 1), got ${decay}`,
    );
  }
  const misnamed = () => createEma(network().weights, 0.9, ['mean']);
  expect(misnamed).toThrow(CoreError);
  expect(misnamed).toThrow('ema: there is no weight mean to copy');
});
