/**
 * A very small training: a convolution and a dense layer learn the sum of an image's pixels. In plain tfjs, so that the same lines run eagerly in Node and traced in a page.
 */
import * as tf from '@tensorflow/tfjs';

export interface Regression {
  readonly variables: tf.Variable[];
  readonly step: (inputs: tf.NamedTensorMap) => { loss: tf.Tensor };
}

/** Images [4, 6, 6, 1] and their targets [4, 1] of step number `step`. */
export function regressionBatch(step: number): { images: Float32Array; targets: Float32Array } {
  const images = Float32Array.from({ length: 4 * 36 }, (_, i) => Math.sin(i * (0.3 + 0.1 * step)));
  const targets = Float32Array.from({ length: 4 }, (_, n) =>
    images.subarray(36 * n, 36 * (n + 1)).reduce((sum, value) => sum + value / 4, 0),
  );
  return { images, targets };
}

export function createRegression(): Regression {
  const values = Float32Array.from({ length: 18 }, (_, i) => 0.4 * Math.cos(1.7 * i));
  const filter = tf.variable(tf.tensor4d(values, [3, 3, 1, 2]), true, 'filter');
  const weights = tf.variable(tf.tensor2d(values, [18, 1]), true, 'weights');
  const variables = [filter, weights];
  const optimizer = tf.train.adam(0.05);
  const predict = (images: tf.Tensor) =>
    tf
      .conv2d(images as tf.Tensor4D, filter as tf.Tensor4D, 2, 'same')
      .leakyRelu(0.2)
      .reshape([4, 18])
      .matMul(weights);
  return {
    variables,
    step: ({ images, targets }) => {
      const loss = optimizer.minimize(
        () =>
          predict(images as tf.Tensor)
            .sub(targets as tf.Tensor)
            .square()
            .mean(),
        true,
        variables,
      );
      return { loss: loss as tf.Tensor };
    },
  };
}
