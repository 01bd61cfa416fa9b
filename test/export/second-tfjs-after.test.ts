/** A second copy of tfjs-core that is loaded after ganport. */
import * as tf from '@tensorflow/tfjs';
import { afterAll, expect, test } from 'vitest';
import { jit } from '@ganport/backend';
import { exportModel, exportStep, traceFunction } from '@ganport/export';
import { loadSecondCopy } from './support/second-tfjs.ts';

const refusal = expect.objectContaining({
  name: 'ExportError',
  code: 'duplicate-tfjs',
  message: expect.stringMatching(/^two copies of @tensorflow\/tfjs-core .*npm ls .*npm dedupe.*$/),
});

const x = { shape: [2] };
const double = ({ x: given }: tf.NamedTensorMap) => ({ y: (given as tf.Tensor).mul(2) });

afterAll(() => tf.disposeVariables());

test('one copy is accepted', async () => {
  await expect(traceFunction(double, { x })).resolves.toBeDefined();
});

test('after a second copy is loaded, every function that traces is refused', async () => {
  const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] });
  const other = loadSecondCopy('@tensorflow/tfjs-core');
  expect(other.Tensor).not.toBe(tf.Tensor);

  const doubled = ({ x: given }: tf.NamedTensorMap) => ({ y: other.mul(given as tf.Tensor, 2) });
  await expect(traceFunction(doubled, { x })).rejects.toThrow(refusal);
  await expect(exportStep(doubled, { inputs: { x } })).rejects.toThrow(refusal);
  await expect(exportModel(model)).rejects.toThrow(refusal);
  const jitted = jit(doubled);
  await expect(jitted({ x: tf.tensor1d([1, 2]) })).rejects.toThrow(refusal);
  await jitted.dispose();
});
