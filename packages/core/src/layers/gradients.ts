/**
 * Corrected gradients of tfjs's activations, for code that differentiates twice, as gradient penalties
 * do. tfjs 4.22 saves the *output* of tanh, sigmoid, exp and softmax, and its tape does not record how
 * that output depends on the input, so their second derivatives are silently wrong. The gradients here
 * compute the output again from the input; a traced step removes the repetition. The mask of a
 * rectifier is a constant to a derivative, and so it is computed off the tape: otherwise leakyRelu
 * throws, and relu carries zeros through the network. The gradient of abs is 0 at 0, where tfjs's is -1, and
 * needs no choice of numbers element by element, which is slow. Importing this file registers the gradients.
 */
import * as tf from '#tfjs';

/** The result of `compute` as a constant: no gradient flows through it. */
export function detached<T extends tf.Tensor>(compute: () => T): T {
  return tf.customGrad(() => ({ value: compute(), gradFunc: () => [] }))();
}

type Gradient = (x: tf.Tensor, dy: tf.Tensor, attributes: tf.NamedAttrMap) => tf.Tensor;

/** For each kernel, the name of its input and the gradient with respect to it. */
const gradients: Readonly<Record<string, readonly [input: string, gradient: Gradient]>> = {
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
    (logits, dy, attributes) => {
      const dim = attributes['dim'] as number;
      const y = tf.softmax(logits, dim);
      const scaled = dy.mul(y);
      return scaled.sub(y.mul(scaled.sum(dim, true)));
    },
  ],
  [tf.Abs]: ['x', (x, dy) => dy.mul(detached(() => x.step().sub(x.neg().step())))],
  [tf.Relu]: ['x', (x, dy) => dy.mul(detached(() => x.step()))],
  [tf.LeakyRelu]: [
    'x',
    (x, dy, { alpha }) => dy.mul(detached(() => tf.where(x.greater(0), 1, alpha as number))),
  ],
};

for (const [kernelName, [input, gradient]] of Object.entries(gradients)) {
  tf.registerGradient({
    kernelName,
    inputsToSave: [input],
    gradFunc: (dy, [x], attributes) => ({
      [input]: () => gradient(x as tf.Tensor, dy as tf.Tensor, attributes),
    }),
  });
}
