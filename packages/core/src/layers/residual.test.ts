import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { sequence } from '../models/chain.ts';
import { createNetwork } from '../models/network.ts';
import { batchNorm, conv, dense, relu } from './common.ts';
import { drawn } from './layer-cases.test.support.ts';
import { residual } from './residual.ts';

tf.enableProdMode();
await tf.setBackend('cpu');

const block = () =>
  residual('block', [conv('conv', 3, { kernel: 3, stride: 1 }), batchNorm('norm'), relu('relu')]);

test('adds the result of its layers to x, in training mode too', () => {
  const { model, weights } = createNetwork(
    'network',
    sequence('x', [4, 4, 3], () => [block()]),
  );
  for (const [i, [, weight]] of [...weights].slice(0, 4).entries()) {
    weight.assign(drawn(weight.shape, i + 2));
  }
  const weight = (name: string) => weights.get(`block/${name}`) as tf.Tensor;
  const x = drawn([2, 4, 4, 3], 1) as tf.Tensor4D;
  const convolved = tf
    .conv2d(x, weight('conv/kernel') as tf.Tensor4D, 1, 'same')
    .add<tf.Tensor4D>(weight('conv/bias'));
  const { mean, variance } = tf.moments(convolved, [0, 1, 2]);
  const normal = tf.batchNorm4d(
    convolved,
    mean as tf.Tensor1D,
    variance as tf.Tensor1D,
    weight('norm/beta') as tf.Tensor1D,
    weight('norm/gamma') as tf.Tensor1D,
    1e-5,
  );
  const expected = x.add(normal.relu()).dataSync();
  const y = (model.apply(x, { training: true }) as tf.Tensor).dataSync();
  for (const [i, value] of y.entries()) expect(value).toBeCloseTo(expected[i] ?? NaN, 5);
});

test('weights are named after block and layer, and statistics are not trainable', () => {
  const { weights, trainable } = createNetwork(
    'network',
    sequence('x', [4, 4, 3], () => [block()]),
  );
  const names = (kinds: string[]) => kinds.map((kind) => `block/${kind}`);
  const trained = names(['conv/kernel', 'conv/bias', 'norm/gamma', 'norm/beta']);
  expect([...trainable.keys()]).toEqual(trained);
  const statistics = names(['norm/moving_mean', 'norm/moving_variance']);
  expect([...weights.keys()]).toEqual([...trained, ...statistics]);
});

test('layers that change the shape are refused with both shapes', () => {
  const wrong = residual('block', [dense('d', 5)]);
  expect(() => wrong.apply(tf.zeros([2, 4]))).toThrow(
    "block: the layers of a residual block must keep its input's shape 4; they return 5",
  );
});
