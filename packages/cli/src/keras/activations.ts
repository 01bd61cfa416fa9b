/** Activations of Keras 3 that tfjs does not have under any name. */
import { tf } from '../tfjs.ts';
import { hardSigmoid } from './functions/elementwise.ts';

const formulas: Readonly<Record<string, (x: tf.Tensor) => tf.Tensor>> = {
  hardSigmoidOfKeras3: hardSigmoid,
  hardSiluOfKeras3: (x) => tf.mul(x, hardSigmoid(x)),
  exponentialOfKeras3: tf.exp,
  leakyReluOfKeras3: (x) => tf.leakyRelu(x, 0.2),
};

for (const [className, formula] of Object.entries(formulas)) {
  tf.serialization.registerClass(
    class extends tf.serialization.Serializable {
      static readonly className = className;
      apply(x: tf.Tensor): tf.Tensor {
        return tf.tidy(() => formula(x));
      }
      getConfig(): tf.serialization.ConfigDict {
        return {};
      }
    },
  );
}
