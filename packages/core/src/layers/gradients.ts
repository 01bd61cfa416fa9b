/**
 * tfjs's gradients, made right where they are differentiated again, as gradient penalties do. tfjs
 * 4.22 saves the *output* of tanh, sigmoid, exp and softmax off its tape, so that their second
 * derivatives are silently wrong: here they are computed again from the input, which is on the tape
 * (a traced step drops the repetition). Masks of rectifiers are constants to a derivative: they are
 * made off the tape, where leakyRelu's otherwise throws and relu's carries zeros through the network.
 * Importing this file registers them.
 */
import * as tf from '@tensorflow/tfjs';

/** A tensor that derivatives take for a constant, whatever it is computed from. */
export function detached<T extends tf.Tensor>(compute: () => T): T {
  return tf.customGrad(() => ({ value: compute(), gradFunc: () => [] }))();
}

type Slope = (x: tf.Tensor, dy: tf.Tensor, attributes: tf.NamedAttrMap) => tf.Tensor;

/** By kernel: what flows back through it to its input, whose name is beside. */
const slopes: Readonly<Record<string, readonly [input: string, slope: Slope]>> = {
  [tf.Tanh]: ['x', (x, dy) => dy.mul(tf.scalar(1).sub(x.tanh().square()))],
  [tf.Sigmoid]: [
    'x',
    (x, dy) => {
      const y = x.sigmoid();
      return dy.mul(y.mul(tf.scalar(1).sub(y)));
    },
  ],
  [tf.Exp]: ['x', (x, dy) => dy.mul(x.exp())],
  [tf.Softmax]: [
    'logits',
    (logits, dy, { dim }) => {
      const y = tf.softmax(logits, dim as number);
      const scaled = dy.mul(y);
      return scaled.sub(y.mul(scaled.sum(dim as number, true)));
    },
  ],
  [tf.Relu]: ['x', (x, dy) => dy.mul(detached(() => x.step()))],
  [tf.LeakyRelu]: [
    'x',
    (x, dy, { alpha }) => dy.mul(detached(() => tf.where(x.greater(0), 1, alpha as number))),
  ],
};

for (const [kernelName, [input, slope]] of Object.entries(slopes)) {
  tf.registerGradient({
    kernelName,
    inputsToSave: [input],
    gradFunc: (dy, [x], attributes) => ({
      [input]: () => slope(x as tf.Tensor, dy as tf.Tensor, attributes),
    }),
  });
}
