/**
 * Vectors as additional channels of images, each number a constant plane. A conditional discriminator
 * receives its label like this.
 */
import * as tf from '#tfjs';

class Planes extends tf.layers.Layer {
  static readonly className = 'Planes';

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const [images, vectors] = inputs as [tf.Tensor4D, tf.Tensor2D];
      const [, height, width] = images.shape;
      const size = vectors.shape[1];
      const spread = vectors.reshape([-1, 1, 1, size]).mul(tf.ones([1, height, width, 1]));
      return tf.concat([images, spread], 3);
    });
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const [images, vectors] = inputShape as [tf.Shape, tf.Shape];
    return [...images.slice(0, 3), (images[3] ?? 0) + (vectors[1] ?? 0)];
  }
}
tf.serialization.registerClass(Planes);

/**
 * Two inputs, images [batch, h, w, c] and vectors [batch, k] → [batch, h, w, c + k].
 *
 * @example
 * layers.planes('planes').apply([input('image'), vector])
 */
export function planes(name: string): tf.layers.Layer {
  return new Planes({ name });
}
