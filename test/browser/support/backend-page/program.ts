/** Trains a small network and predicts, with values that are read at once. Runs in Node too. */
import * as tf from '@tensorflow/tfjs';
import { registerOnnxBackend } from '@ganport/backend';

export interface ProgramResult {
  readonly backend: string;
  readonly losses: readonly number[];
  readonly predictions: readonly number[];
  /** Boxes that non-maximum suppression keeps. */
  readonly kept: readonly number[];
}

export async function runProgram(
  providers: readonly ('wasm' | 'webgpu')[] | 'tfjs',
): Promise<ProgramResult> {
  if (providers === 'tfjs') await tf.setBackend('cpu');
  else {
    registerOnnxBackend({ providers, smallOnHost: false });
    await tf.setBackend('onnx');
  }
  const images = tf.tensor4d(
    Float32Array.from({ length: 12 * 36 }, (_, i) => Math.sin(i * 0.37)),
    [12, 6, 6, 1],
  );
  const labels = tf.tensor2d(
    Float32Array.from({ length: 12 }, (_, i) => i % 2),
    [12, 1],
  );
  const kernelInitializer = tf.initializers.glorotUniform({ seed: 5 });
  const model = tf.sequential({
    layers: [
      tf.layers.conv2d({
        inputShape: [6, 6, 1],
        filters: 3,
        kernelSize: 3,
        activation: 'relu',
        kernelInitializer,
      }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 1, activation: 'sigmoid', kernelInitializer }),
    ],
  });
  model.compile({ optimizer: tf.train.adam(0.05), loss: 'binaryCrossentropy' });
  const { history } = await model.fit(images, labels, { epochs: 3, batchSize: 6, shuffle: false });
  const prediction = model.predict(images) as tf.Tensor;
  const corners = tf.tensor2d([0, 0, 1, 1, 0, 0.1, 1, 1.1, 2, 2, 3, 3], [3, 4]).mul<tf.Tensor2D>(2);
  const kept = tf.image.nonMaxSuppression(corners, tf.tensor1d([3, 2, 1]), 3);
  return {
    backend: tf.getBackend(),
    losses: history['loss'] as number[],
    predictions: [...prediction.dataSync()],
    kept: [...kept.dataSync()],
  };
}
