/**
 * Adam (Kingma & Ba 2015) as variables and one function, so that a traced step carries all of its
 * state. The moments are kept without their factors (1 − β), which go into the step size: two passes
 * over the weights fewer. ε is added to √v̂ as in the paper, PyTorch and tfjs.
 */
import * as tf from '@tensorflow/tfjs';

export interface AdamSettings {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

/** The paper's defaults but for what is given. */
export function adam(learningRate: number, settings: Partial<AdamSettings> = {}): AdamSettings {
  return { beta1: 0.9, beta2: 0.999, epsilon: 1e-7, ...settings, learningRate };
}

export interface Adam {
  /** All of its state, by stable names: `moment1/…`, `moment2/…` and the powers of the betas. */
  readonly variables: ReadonlyMap<string, tf.Variable>;
  /** One step down the gradients, which come by variable name as from tf.variableGrads. */
  apply(gradients: tf.NamedTensorMap): void;
}

/** @param weights what is trained, by stable names */
export function createAdam(
  settings: AdamSettings,
  weights: ReadonlyMap<string, tf.Variable>,
): Adam {
  const { learningRate, beta1, beta2, epsilon } = settings;
  const variables = new Map<string, tf.Variable>();
  const state = (name: string, initial: tf.Tensor) => {
    const variable = tf.variable(initial, false);
    initial.dispose();
    variables.set(name, variable);
    return variable;
  };
  const power1 = state('power1', tf.scalar(1));
  const power2 = state('power2', tf.scalar(1));
  const slots = [...weights].map(([name, weight]) => ({
    weight,
    moment1: state(`moment1/${name}`, tf.zeros(weight.shape)),
    moment2: state(`moment2/${name}`, tf.zeros(weight.shape)),
  }));

  const apply = (gradients: tf.NamedTensorMap) => {
    tf.tidy(() => {
      power1.assign(power1.mul(beta1));
      power2.assign(power2.mul(beta2));
      // With m = (1 − β₁)·moment1 and v = (1 − β₂)·moment2, α·m̂ / (√v̂ + ε) is
      // rate·moment1 / (√moment2 + shift).
      const correction2 = tf
        .sub(1, power2)
        .div(1 - beta2)
        .sqrt();
      const rate = correction2.mul(learningRate * (1 - beta1)).div(tf.sub(1, power1));
      const shift = correction2.mul(epsilon);
      for (const { weight, moment1, moment2 } of slots) {
        const gradient = gradients[weight.name];
        if (!gradient) throw new Error(`no gradient for ${weight.name}`);
        moment1.assign(moment1.mul(beta1).add(gradient));
        moment2.assign(moment2.mul(beta2).add(gradient.square()));
        weight.assign(weight.sub(moment1.div(moment2.sqrt().add(shift)).mul(rate)));
      }
    });
  };
  return { variables, apply };
}
