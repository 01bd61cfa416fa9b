/**
 * The Gumbel softmax (Jang et al. 2017; Maddison et al. 2017): probabilities near one-hot that are
 * distributed as choices, with a gradient. Its noise is made of standard normal numbers, so that a
 * generator has one input of noise: half the sum of two squares is exponential, and its −log is Gumbel.
 */
import * as tf from '#tfjs';
import { CoreError } from '../errors.ts';

/** Added to exponential numbers, whose logarithm is then finite. */
const TINY = 1e-20;

interface GumbelSoftmaxConfig {
  readonly name: string;
  readonly groups: readonly number[];
  readonly temperature: number;
}

class GumbelSoftmax extends tf.layers.Layer {
  static readonly className = 'GumbelSoftmax';
  readonly #groups: number[];
  readonly #temperature: number;

  constructor({ groups, temperature, ...rest }: GumbelSoftmaxConfig) {
    super(rest);
    this.#groups = [...groups];
    this.#temperature = temperature;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const [logits, normals] = inputs as [tf.Tensor, tf.Tensor];
      const [a, b] = tf.split(normals, 2, 1) as [tf.Tensor, tf.Tensor];
      const gumbel = a.square().add(b.square()).mul(0.5).add(TINY).log().neg();
      const scaled = logits.add(gumbel).div(this.#temperature);
      // tfjs has no gradient of a split into one part.
      if (this.#groups.length === 1) return tf.softmax(scaled);
      return tf.concat(
        tf.split(scaled, this.#groups, 1).map((group) => tf.softmax(group)),
        1,
      );
    });
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const [logits = [], normals = []] = inputShape as tf.Shape[];
    const choices = this.#groups.reduce((sum, size) => sum + size, 0);
    if (logits[1] === choices && normals[1] === 2 * choices) return logits;
    const message = `${this.name}: groups of ${choices} choices need as many logits and twice as many normal numbers (got ${logits[1]} and ${normals[1]})`;
    throw new CoreError('bad-argument', message);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), groups: this.#groups, temperature: this.#temperature };
  }
}
tf.serialization.registerClass(GumbelSoftmax);

/**
 * Choices by a Gumbel softmax in each group: logits [batch, choices] and standard normal numbers
 * [batch, 2 · choices] → [batch, choices].
 *
 * @param groups the numbers of choices of the groups
 * @param temperature near 0 for choices near one-hot
 * @example
 * layers.gumbelSoftmax('choices', [3, 2], 0.2).apply([logits, normals])
 */
export function gumbelSoftmax(
  name: string,
  groups: readonly number[],
  temperature: number,
): tf.layers.Layer {
  return new GumbelSoftmax({ name, groups, temperature });
}
