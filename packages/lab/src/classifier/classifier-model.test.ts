/** The shipped classifier in tfjs: it computes what its file computes in ONNX Runtime. */
import * as tf from '@tensorflow/tfjs';
import { createSession } from '@ganport/runtime/node';
import { beforeAll, expect, test } from 'vitest';
import { fillUniform, keyed } from '@ganport/core/internal';
import { compareTensors } from '@ganport/parity';
import type { HostTensor } from '@ganport/runtime';
import { classifierModel } from './classifier-model.ts';
import { shippedClassifier } from './open-classifier.ts';

beforeAll(() => tf.setBackend('cpu'));

test('the same features and logits, within 1e-4 of numbers up to 20', async () => {
  const data = new Float32Array(4 * 28 * 28);
  fillUniform(keyed(1, 'test'), data, -1, 1);
  const dims = [4, 28, 28, 1] as const;
  const model = await classifierModel();
  const [features, logits] = model.predict(tf.tensor(data, [...dims])) as [tf.Tensor, tf.Tensor];
  const session = await createSession(shippedClassifier, { providers: ['cpu'] });
  const outputs = await session.run({ image: { dtype: 'float32', dims, data } });
  await session.dispose();
  for (const [name, tensor] of Object.entries({ features, logits })) {
    const own = { dtype: 'float32', dims: tensor.shape, data: tensor.dataSync() } as HostTensor;
    const { maxAbs } = compareTensors(outputs[name] as HostTensor, own);
    expect({ name, same: maxAbs < 1e-4 }).toEqual({ name, same: true });
    expect(Math.max(...(own.data as Float32Array))).toBeGreaterThan(1);
  }
});
