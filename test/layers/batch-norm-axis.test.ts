/**
 * Batch normalization of another axis than the last, compared with its formula: tfjs's cpu backend repeats
 * the statistics along the last axis, whatever the axis is.
 */
import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { createSession } from '@ganport/runtime/node';
import { exported } from '../export/support/exported.ts';

test('the statistics of channels in front', async () => {
  await tf.setBackend('cpu');
  const epsilon = 0.5;
  const layer = tf.layers.batchNormalization({ axis: 1, epsilon, inputShape: [2, 1, 3] });
  const model = tf.sequential({ layers: [layer] });
  const [gamma, beta, mean, variance] = [
    [2, 3],
    [0.5, -1],
    [10, 20],
    [0.5, 3.5],
  ] as const;
  model.setWeights([gamma, beta, mean, variance].map((numbers) => tf.tensor1d([...numbers])));
  const session = await createSession((await exported(model)).bytes(), { providers: ['cpu'] });
  const data = Float32Array.of(1, 2, 3, 4, 5, 6);
  const input = { dtype: 'float32', dims: [1, 2, 1, 3], data } as const;
  const results = await session.run({ [model.inputNames[0] ?? '']: input });
  await session.dispose();
  const channel = (i: 0 | 1) => (x: number) =>
    ((x - mean[i]) / Math.sqrt(variance[i] + epsilon)) * gamma[i] + beta[i];
  const wanted = [...[1, 2, 3].map(channel(0)), ...[4, 5, 6].map(channel(1))];
  const got = results[model.outputNames[0] ?? ''];
  for (const [i, want] of wanted.entries()) expect(got?.data[i]).toBeCloseTo(want, 5);
  tf.disposeVariables();
});
