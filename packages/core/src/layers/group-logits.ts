/** The logits of one group of choices, for a cross-entropy over it. */
import * as tf from '#tfjs';

/** Added to the logits of other groups, whose probabilities are then 0. */
const FAR_BELOW = -1e9;

interface GroupLogitsConfig {
  readonly name: string;
  readonly groups: readonly number[];
}

class GroupLogits extends tf.layers.Layer {
  static readonly className = 'GroupLogits';
  readonly #groups: number[];

  constructor({ groups, ...rest }: GroupLogitsConfig) {
    super(rest);
    this.#groups = [...groups];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const [logits, chosen] = inputs as [tf.Tensor, tf.Tensor2D];
      const members = tf.tensor2d(
        this.#groups.flatMap((size, group) => Array<number[]>(size).fill(this.#member(group))),
      );
      const isOfGroup = chosen.matMul(members).matMul(members, false, true);
      return logits.add(isOfGroup.neg().add(1).mul(FAR_BELOW));
    });
  }

  /** Which group a choice is of, one-hot. */
  #member(group: number): number[] {
    return this.#groups.map((_, i) => (i === group ? 1 : 0));
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return (inputShape as tf.Shape[])[0] as tf.Shape;
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), groups: this.#groups };
  }
}
tf.serialization.registerClass(GroupLogits);

/**
 * Logits [batch, choices] and a chosen one, one-hot [batch, choices] → logits [batch, choices], where those
 * of other groups than the chosen one's are far below.
 *
 * @param groups the numbers of choices of the groups
 * @example
 * layers.groupLogits('class', [3, 2]).apply([logits, vector])
 */
export function groupLogits(name: string, groups: readonly number[]): tf.layers.Layer {
  return new GroupLogits({ name, groups });
}
