/** `toAgreeWith` with models of tfjs itself, which @ganport/parity takes by their shape. */
import '@ganport/parity/vitest';
import * as tf from '@tensorflow/tfjs';
import { exportModel } from '@ganport/export';
import { beforeAll, describe, expect, test } from 'vitest';

const onCpu = { runtimes: ['node cpu'] } as const;

beforeAll(() => tf.setBackend('cpu'));

function denseModel(bias = 0): tf.LayersModel {
  const kernelInitializer = tf.initializers.constant({ value: 0.25 });
  const biasInitializer = tf.initializers.constant({ value: bias });
  const layer = { units: 2, kernelInitializer, biasInitializer, name: 'y' };
  return tf.sequential({ layers: [tf.layers.dense({ ...layer, inputShape: [3], name: 'dense' })] });
}

describe('a LayersModel', () => {
  test('agrees with its own file, and its tensors are given back', async () => {
    const model = denseModel();
    const file = (await exportModel(model)).bytes();
    const before = tf.memory().numTensors;
    await expect(file).toAgreeWith(model, onCpu);
    expect(tf.memory().numTensors).toBe(before);
  });

  test('differs from the file of another model', async () => {
    const file = (await exportModel(denseModel())).bytes();
    await expect(file).not.toAgreeWith(denseModel(0.5), onCpu);
    await expect(expect(file).toAgreeWith(denseModel(0.5), onCpu)).rejects.toThrow(
      /node cpu: different: largest difference 5\.00e-1, output dense at \[\d, \d\]: /,
    );
  });

  test('with several inputs and outputs', async () => {
    const [a, b] = [tf.input({ shape: [3], name: 'a' }), tf.input({ shape: [3], name: 'b' })];
    const sum = tf.layers.add({ name: 'sum' }).apply([a, b]) as tf.SymbolicTensor;
    const dense = tf.layers.dense({ units: 2, name: 'dense' }).apply(a) as tf.SymbolicTensor;
    const model = tf.model({ inputs: [a, b], outputs: [sum, dense] });
    await expect((await exportModel(model)).bytes()).toAgreeWith(model, onCpu);
  });

  test('without weights is refused with what to do', async () => {
    const model = tf.sequential({ layers: [tf.layers.reLU({ inputShape: [3] })] });
    const file = (await exportModel(model)).bytes();
    await expect(expect(file).toAgreeWith(model, onCpu)).rejects.toThrow(
      'the model has no weights; compare with a function from tensors to tensors',
    );
  });
});
