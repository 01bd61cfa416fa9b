/** A bound of the norm of all gradients of an update together (Pascanu et al. 2013, algorithm 1). */
import * as tf from '#tfjs';

/**
 * Scales gradients down together, so that their norm is at most `most`.
 *
 * @returns the gradients by the same names, and the norm that they had before
 * @example
 * const { gradients } = clipGradients(grads, 5);
 */
export function clipGradients(
  gradients: tf.NamedTensorMap,
  most: number,
): { readonly gradients: tf.NamedTensorMap; readonly norm: tf.Scalar } {
  const norm = tf.tidy(() =>
    Object.values(gradients)
      .map((gradient) => gradient.square().sum())
      .reduce((sum, each) => sum.add(each))
      .sqrt()
      .asScalar(),
  );
  const scaled = tf.tidy(() => {
    const factor = tf.scalar(most).div(norm.maximum(most));
    return Object.fromEntries(
      Object.entries(gradients).map(([name, gradient]) => [name, gradient.mul(factor)]),
    );
  });
  return { gradients: scaled, norm };
}
