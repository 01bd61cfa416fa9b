import * as tf from '@tensorflow/tfjs';
import { afterEach, expect, test, vi } from 'vitest';
import {
  batchNorm,
  conv,
  dense,
  instanceNorm,
  minibatchStddev,
  residual,
} from '../layers/index.ts';
import { applyEach } from './apply-each.ts';
import { sequence } from './chain.ts';
import { applyNetwork, createNetwork } from './network.ts';

tf.enableProdMode();
await tf.setBackend('cpu');
afterEach(() => tf.disposeVariables());

const block = (...inner: tf.layers.Layer[]) => residual('block', inner);
const filter = () => conv('conv', 2, { kernel: 3, stride: 1 });
const networkOf = (...layers: (() => tf.layers.Layer)[]) => {
  const network = createNetwork(
    'n',
    sequence('source', [4, 4, 2], () => layers.map((make) => make())),
  );
  for (const [i, weight] of [...network.weights.values()].entries()) {
    weight.assign(tf.randomNormal(weight.shape, 1, 0.5, 'float32', i + 1));
  }
  return network;
};
const batches = () =>
  [1, 3].map((n) => ({ source: tf.randomNormal([n, 4, 4, 2], 0, 1, 'float32', n) }));
const flat = (outputs: readonly Readonly<Record<string, tf.Tensor>>[]) =>
  outputs.map((output) => Object.values(output).map((tensor) => [...tensor.dataSync()]));

test('where no layer mixes samples, batches are concatenated, and the results are the same', () => {
  const network = networkOf(() => block(filter(), instanceNorm('norm')), filter);
  const apply = vi.spyOn(network.model, 'apply');
  const together = applyEach(network, batches());
  expect(apply).toHaveBeenCalledTimes(1);
  const apart = batches().map((inputs) => applyNetwork(network, inputs, true));
  expect(together.map(({ conv: y }) => y?.shape)).toEqual([
    [1, 4, 4, 2],
    [3, 4, 4, 2],
  ]);
  expect(flat(together)).toEqual(flat(apart));
});

test.each([
  ['batch normalization', () => batchNorm('norm')],
  ['batch normalization inside of a block', () => block(filter(), batchNorm('norm'))],
  ['minibatch deviation', () => minibatchStddev('deviation')],
  ['spectral normalization', () => dense('dense', 2, { spectral: true })],
])('with %s the network is applied to each batch', (_, layer) => {
  const network = networkOf(layer);
  const apply = vi.spyOn(network.model, 'apply');
  applyEach(network, batches());
  expect(apply).toHaveBeenCalledTimes(2);
});
