/**
 * A trained classifier as an ONNX file: input `image`, outputs `features` and `logits`, the batch
 * open; its metadata say what it was trained on and how well it does. The accuracy is that of the
 * file itself, run by ONNX Runtime on images that it was not trained on.
 */
import type * as tf from '@tensorflow/tfjs';
import { exportModel } from '@ganport/export';
import type { OnnxModel } from '@ganport/graph';
import type { HostTensor } from '@ganport/runtime';
import { createSession } from '@ganport/runtime/node';
import { batchesOf } from '../data/subset.ts';
import { asFeatures, predictedClasses } from '@ganport/core/metrics';
import type { Labelled } from './labelled.ts';

const BATCH = 256;

export interface ExportedClassifier {
  readonly onnx: OnnxModel;
  /** The share of the test images whose class it gets right. */
  readonly accuracy: number;
}

/** @param about further entries of the metadata */
export async function exportClassifier(
  model: tf.LayersModel,
  test: Labelled,
  about: Readonly<Record<string, string>> = {},
): Promise<ExportedClassifier> {
  const exported = (metadata: Readonly<Record<string, string>>) =>
    exportModel(model, { ranges: { image: [-1, 1] }, metadata });
  const accuracy = await accuracyOf((await exported({})).bytes(), test);
  const onnx = await exported({
    'ganport.classes': JSON.stringify(test.classes),
    'ganport.accuracy': String(accuracy),
    'ganport.accuracy.images': `${test.size} of ${test.name}`,
    ...about,
  });
  return { onnx, accuracy };
}

async function accuracyOf(file: Uint8Array, test: Labelled): Promise<number> {
  const session = await createSession(file, { providers: ['cpu'] });
  try {
    let right = 0;
    let seen = 0;
    for await (const data of batchesOf(test, BATCH)) {
      const dims = [Math.min(BATCH, test.size - seen), ...test.shape];
      const { logits } = await session.run({ image: { dtype: 'float32', dims, data } }, ['logits']);
      const scores = asFeatures((logits as HostTensor).data as Float32Array, test.classes.length);
      for (const label of predictedClasses(scores)) {
        if (label === test.labels[seen]) right += 1;
        seen += 1;
      }
    }
    return right / test.size;
  } finally {
    await session.dispose();
  }
}
