import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { batchNorm } from './batch-norm.ts';
import { drawn } from './layer-cases.test.support.ts';

tf.enableProdMode();
await tf.setBackend('cpu');

function expectClose(actual: tf.Tensor, expected: tf.Tensor): void {
  expect(actual.shape).toEqual(expected.shape);
  const wanted = expected.dataSync();
  for (const [i, value] of actual.dataSync().entries()) {
    expect(value).toBeCloseTo(wanted[i] ?? NaN, 5);
  }
}

test.each([
  ['images', [4, 3, 5, 6]],
  ['vectors', [9, 6]],
])("on %s: values, gradients and statistics are those of tfjs's layer", (_, shape) => {
  const ours = batchNorm('ours');
  const theirs = tf.layers.batchNormalization({ momentum: 0.9, epsilon: 1e-5 });
  const x = drawn(shape, 1).mul(2).add(0.5);
  const weights = [drawn([6], 2), drawn([6], 3), drawn([6], 4), drawn([6], 5).square().add(0.1)];
  for (const layer of [ours, theirs]) {
    layer.apply(x);
    layer.setWeights(weights);
    expect(layer.getWeights().map((weight) => weight.shape)).toEqual([[6], [6], [6], [6]]);
  }
  expectClose(ours.apply(x) as tf.Tensor, theirs.apply(x) as tf.Tensor);
  const dy = drawn(shape, 6);
  const results = [ours, theirs].map((layer) => {
    const run = (input: tf.Tensor) => layer.apply(input, { training: true }) as tf.Tensor;
    const variables = layer.trainableWeights.map((weight) => weight.read() as tf.Variable);
    const { value, grads } = tf.variableGrads(() => run(x).mul(dy).sum(), variables);
    const slopes = variables.map((variable) => grads[variable.name] as tf.Tensor);
    return [value, ...slopes, tf.grad(run)(x, dy), ...layer.getWeights()];
  });
  const [actual = [], expected = []] = results;
  expect(actual.length).toBe(8);
  for (const [i, tensor] of actual.entries()) expectClose(tensor, expected[i] as tf.Tensor);
});

test("a saved model loads with tfjs's BatchNormalization", async () => {
  const input = tf.input({ shape: [3] });
  const output = batchNorm('norm').apply(input) as tf.SymbolicTensor;
  const saved: unknown = tf.model({ inputs: input, outputs: output }).toJSON(undefined, false);
  const loaded = await tf.models.modelFromJSON(saved as never);
  const [, layer] = loaded.layers;
  expect(layer?.constructor).toBe(tf.layers.batchNormalization({}).constructor);
  expect(layer?.getConfig()).toMatchObject({
    name: 'norm',
    momentum: 0.9,
    epsilon: 1e-5,
    axis: -1,
  });
  const names = ['gamma', 'beta', 'moving_mean', 'moving_variance'];
  expect(layer?.weights.map(({ originalName }) => originalName)).toEqual(
    names.map((name) => `norm/${name}`),
  );
});

test('a step of training leaves no tensors behind', () => {
  const layer = batchNorm('norm');
  const x = drawn([4, 6], 1);
  const run = () =>
    tf.tidy(() =>
      tf
        .grad((y) => layer.apply(y, { training: true }) as tf.Tensor)(x)
        .dataSync(),
    );
  run();
  const before = tf.memory().numTensors;
  run();
  expect(tf.memory().numTensors).toBe(before);
});
