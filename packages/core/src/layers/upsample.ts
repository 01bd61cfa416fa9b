/**
 * Nearest-neighbor upsampling by an integer factor. Followed by a convolution, it replaces a transposed
 * convolution without the checkerboard artifacts (Odena et al. 2016). It serializes as tfjs's
 * UpSampling2D; unlike it, it can be differentiated twice.
 */
import * as tf from '#tfjs';
import { linearMap, type Images } from './linear-map.ts';
import { oneShape, oneTensor } from './single-input.ts';

/** Repeats every pixel in a square of factor × factor. */
function repeated(images: Images, factor: number): Images {
  return linearMap(
    (x) => {
      const [, height, width] = x.shape;
      return tf.image.resizeNearestNeighbor(x, [factor * height, factor * width]);
    },
    (dy) => summed(dy, factor),
  )(images);
}

/** The transposed map: sums every square of factor × factor. */
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

/**
 * Nearest-neighbor upsampling: [batch, h, w, c] → [batch, factor · h, factor · w, c].
 *
 * @param factor the integer by which height and width are multiplied
 * @example
 * layers.upsample('up', 2)
 */
export function upsample(name: string, factor: number): tf.layers.Layer {
  return new UpSampling2D({ name, factor });
}
