/** A program may import ganport before tfjs. */
import { expect, test } from 'vitest';
import { exportModel } from '@ganport/export';
import * as tf from '@tensorflow/tfjs';

test('the bundle of tfjs that is loaded after ganport is no second copy', async () => {
  await tf.setBackend('cpu');
  const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] });
  await expect(exportModel(model)).resolves.toBeDefined();
});
