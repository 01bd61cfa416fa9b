/**
 * Gumbel noise of uniform noise as a layer: −log(−log u). The largest of logits with Gumbel noise is a
 * draw from their softmax (Gumbel 1954; Jang et al. 2017, section 2.1).
 */
import * as tf from '#tfjs';
import { oneTensor } from './single-input.ts';

/** Half of the distance of the uniform numbers that are drawn: logarithms of both ends are finite. */
const EDGE = 2 ** -25;

class Gumbel extends tf.layers.Layer {
  static readonly className = 'Gumbel';

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() =>
      oneTensor(inputs)
        .add(1)
        .mul(0.5)
        .clipByValue(EDGE, 1 - 2 * EDGE)
        .log()
        .neg()
        .log()
        .neg(),
    );
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape | tf.Shape[] {
    return inputShape;
  }
}
tf.serialization.registerClass(Gumbel);

/**
 * Numbers uniform in [-1, 1) → standard Gumbel noise of the same shape.
 *
 * @example
 * layers.gumbel('gumbel')
 */
export function gumbel(name: string): tf.layers.Layer {
  return new Gumbel({ name });
}
