/**
 * A trained classifier as an ONNX file: the input `image` (or another kind's tensor), the outputs `features` and `logits`, and
 * a batch of any size. Its metadata have the classes and the accuracy, which is that of the file
 * itself, measured by ONNX Runtime on test images.
 */
import type * as tf from '@tensorflow/tfjs';
import { exportModel } from '@ganport/export';
import type { OnnxModel } from '@ganport/graph';
import type { HostTensor } from '@ganport/runtime';
import { createSession } from '@ganport/runtime/node';
import type { DataKind } from '@ganport/core';
import { dataKinds } from '@ganport/core/internal';
import { batchesOf } from '../data/subset.ts';
import { asFeatures, predictedClasses } from '@ganport/core/metrics';
import type { Labeled } from './labeled.ts';

const BATCH = 256;

export interface ExportedClassifier {
  readonly onnx: OnnxModel;
  /** The share of the test images that it classifies correctly, 0 to 1. */
  readonly accuracy: number;
}

/**
 * Exports a classifier and measures its accuracy.
 *
 * @param model what trainClassifier returned
 * @param test images that it was not trained on
 * @param about further entries of the metadata
 * @throws ExportError as exportModel; RuntimeError
 * @example
 * const { onnx, accuracy } = await exportClassifier(model, asLabeled(await loadMnist('test')));
 * await onnx.save('classifier.onnx');
 */
export async function exportClassifier(
  model: tf.LayersModel,
  test: Labeled,
  about: Readonly<Record<string, string>> = {},
): Promise<ExportedClassifier> {
  const kind = test.kind ?? 'images';
  const { tensor, noun, isUnbounded = false }: DataKind = dataKinds[kind];
  const ranges = isUnbounded ? undefined : { [tensor]: [-1, 1] as const };
  const exported = (metadata: Readonly<Record<string, string>>) =>
    exportModel(model, { ...(ranges && { ranges }), metadata });
  const accuracy = await accuracyOf((await exported({})).bytes(), test, tensor);
  const onnx = await exported({
    ...(kind !== 'images' && { 'ganport.kind': kind }),
    'ganport.classes': JSON.stringify(test.classes),
    'ganport.accuracy': String(accuracy),
    [`ganport.accuracy.${noun[1]}`]: `${test.size} of ${test.name}`,
    ...about,
  });
  return { onnx, accuracy };
}

async function accuracyOf(file: Uint8Array, test: Labeled, tensor: string): Promise<number> {
  const session = await createSession(file, { providers: ['cpu'] });
  try {
    let right = 0;
    let seen = 0;
    for await (const data of batchesOf(test, BATCH)) {
      const dims = [Math.min(BATCH, test.size - seen), ...test.shape];
      const { logits } = await session.run({ [tensor]: { dtype: 'float32', dims, data } }, [
        'logits',
      ]);
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
