/**
 * (x − mean) / √(variance + ε) over some axes, the part that instance and layer normalisation share.
 * Its gradient is written out, (dy − mean(dy) − x̂ · mean(dy · x̂)) / √(variance + ε), which is fewer
 * passes than tfjs's tape makes of it; it computes x̂ again from x, so that it can be differentiated again (a
 * traced step drops the repetition).
 */
import * as tf from '@tensorflow/tfjs';
import './gradients.ts';

/** @param axes over which mean and (biased) variance are taken */
export function standardize(x: tf.Tensor, axes: number[], epsilon: number): tf.Tensor {
  const parts = (input: tf.Tensor) => {
    const centred = input.sub(input.mean(axes, true));
    const deviation = centred.square().mean(axes, true).add(epsilon).sqrt();
    return { normal: centred.div(deviation), deviation };
  };
  const run = tf.customGrad((...given: unknown[]) => {
    const [input, save] = given as [tf.Tensor, tf.GradSaveFunc];
    save([input]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const { normal, deviation } = parts(saved[0] as tf.Tensor);
      const along = normal.mul(dy.mul(normal).mean(axes, true));
      return dy.sub(dy.mean(axes, true)).sub(along).div(deviation);
    };
    return { value: parts(input).normal, gradFunc };
  });
  return run(x);
}
