/**
 * x̂ = (x − mean) / √(variance + ε) over some axes, which instance and layer normalization share. The
 * gradient is in closed form, (dy − mean(dy) − x̂ · mean(dy · x̂)) / √(variance + ε): fewer passes than
 * tfjs's automatic differentiation needs. It computes x̂ again from x, so that it can be differentiated
 * again; a traced step removes the repetition.
 */
import * as tf from '#tfjs';
import './gradients.ts';

/** @param axes the axes over which the mean and the (biased) variance are computed */
export function standardize(x: tf.Tensor, axes: number[], epsilon: number): tf.Tensor {
  const parts = (input: tf.Tensor) => {
    const centered = input.sub(input.mean(axes, true));
    const deviation = centered.square().mean(axes, true).add(epsilon).sqrt();
    return { normal: centered.div(deviation), deviation };
  };
  const run = tf.customGrad((...given: unknown[]) => {
    const [input, save] = given as [tf.Tensor, tf.GradSaveFunc];
    save([input]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const { normal, deviation } = parts(saved[0] as tf.Tensor);
      const projection = normal.mul(dy.mul(normal).mean(axes, true));
      return dy.sub(dy.mean(axes, true)).sub(projection).div(deviation);
    };
    return { value: parts(input).normal, gradFunc };
  });
  return run(x);
}
