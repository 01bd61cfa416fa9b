/**
 * Nearest-neighbour upsampling by a whole factor: with a convolution behind it, a transposed
 * convolution without checkerboards (Odena et al. 2016). It serialises as tfjs's own UpSampling2D;
 * unlike that one it can be differentiated twice.
 */
import * as tf from '@tensorflow/tfjs';
import { linearMap, type Images } from './linear-map.ts';
import { oneShape, oneTensor } from './one-tensor.ts';

/** Every pixel as a square of factor × factor. */
function repeated(images: Images, factor: number): Images {
  return linearMap(
    (x) => {
      const [, height, width] = x.shape;
      return tf.image.resizeNearestNeighbor(x, [factor * height, factor * width]);
    },
    (dy) => summed(dy, factor),
  )(images);
}

/** The transposed map: every square of factor × factor as its sum. */
function summed(images: Images, factor: number): Images {
  return linearMap(
    (x) => tf.avgPool(x, factor, factor, 'valid').mul(factor * factor),
    (dy) => repeated(dy, factor),
  )(images);
}

class UpSampling2D extends tf.layers.Layer {
  static readonly className = 'UpSampling2D';
  readonly #factor: number;

  constructor({ name, factor }: { name: string; factor: number }) {
    super({ name });
    this.#factor = factor;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => repeated(oneTensor(inputs) as Images, this.#factor));
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const [batch = null, height, width, channels = null] = oneShape(inputShape);
    const larger = (size: number | null | undefined) => (size ? size * this.#factor : null);
    return [batch, larger(height), larger(width), channels];
  }

  override getConfig(): tf.serialization.ConfigDict {
    const size = [this.#factor, this.#factor];
    const settings = { size, dataFormat: 'channelsLast', interpolation: 'nearest' };
    return { ...super.getConfig(), ...settings };
  }
}

/** @param factor how many times higher and wider, a whole number */
export function upsample(name: string, factor: number): tf.layers.Layer {
  return new UpSampling2D({ name, factor });
}
