/**
 * Minibatch discrimination (Salimans et al. 2016, section 3.2): additional features show the discriminator
 * how close each sample is to the others of its batch. A learned matrix turns the features of a sample into
 * `kernels` vectors; the closeness of two samples is e^−distance of their vectors, by the sum of absolute
 * differences. It reveals a collapsed generator.
 */
import * as tf from '#tfjs';
import { channelsOf, oneShape, oneTensor } from './single-input.ts';

interface MinibatchDiscriminationConfig {
  readonly name: string;
  readonly kernels: number;
  readonly dimensions: number;
}

class MinibatchDiscrimination extends tf.layers.Layer {
  static readonly className = 'MinibatchDiscrimination';
  readonly #kernels: number;
  readonly #dimensions: number;
  #kernel: tf.LayerVariable | undefined;

  constructor({ kernels, dimensions, ...rest }: MinibatchDiscriminationConfig) {
    super(rest);
    this.#kernels = kernels;
    this.#dimensions = dimensions;
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const shape = [channelsOf(this, inputShape), this.#kernels * this.#dimensions];
    this.#kernel = this.addWeight('kernel', shape, 'float32', tf.initializers.zeros());
    this.built = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = oneTensor(inputs) as tf.Tensor2D;
      const matrix = (this.#kernel as tf.LayerVariable).read() as tf.Tensor2D;
      const vectors = x.matMul(matrix).reshape([-1, this.#kernels, this.#dimensions]);
      const distances = vectors.expandDims(1).sub(vectors.expandDims(0)).abs().sum(3);
      // A sample is at distance 0 from itself, which adds 1.
      const closeness = distances.neg().exp().sum(1).sub(1);
      return tf.concat([x, closeness], -1);
    });
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const [batch = null, features] = oneShape(inputShape);
    return [batch, features ? features + this.#kernels : null];
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), kernels: this.#kernels, dimensions: this.#dimensions };
  }
}
tf.serialization.registerClass(MinibatchDiscrimination);

/**
 * Minibatch discrimination of vectors: [batch, n] → [batch, n + kernels].
 *
 * @param dimensions the length of each vector
 * @example
 * layers.minibatchDiscrimination('closeness', 20, 10)
 */
export function minibatchDiscrimination(
  name: string,
  kernels: number,
  dimensions: number,
): tf.layers.Layer {
  return new MinibatchDiscrimination({ name, kernels, dimensions });
}
