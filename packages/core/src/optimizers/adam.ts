/**
 * Adam (Kingma & Ba 2015, algorithm 1) as variables and one function, so that a traced step has all of
 * its state. The cost of an optimizer is memory traffic. The moments are therefore plain discounted
 * sums without the factors 1 − β, which saves two passes over the weights. ε is added to √v̂, as in the
 * paper, PyTorch and tfjs.
 */
import * as tf from '#tfjs';
import { CoreError } from '../errors.ts';
import { decayFactor, type LinearDecay } from './schedule.ts';

/** The settings of Adam. */
export interface AdamSettings {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** This times the weight is added to its gradient (L2 regularization); none by default. */
  readonly weightDecay?: number;
  /** A linear decay of the learning rate; constant by default. */
  readonly decay?: LinearDecay;
}

/**
 * Settings of Adam, with the defaults of its paper: β₁ 0.9, β₂ 0.999, ε 1e-8.
 *
 * @example
 * const dcgan = adam(2e-4, { beta1: 0.5 });
 */
export function adam(learningRate: number, settings: Partial<AdamSettings> = {}): AdamSettings {
  return { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, ...settings, learningRate };
}

export interface Adam {
  /**
   * Its state, by stable names. `moment1/…` and `moment2/…` are Σ β^(t−i)·gᵢ and Σ β^(t−i)·gᵢ².
   * `sum1` and `sum2` are the same sums with 1 in place of the gradient; they correct the bias of the
   * moments. `learningRate` may be written between steps. `done` counts the steps where the rate
   * decays.
   */
  readonly variables: ReadonlyMap<string, tf.Variable>;
  /**
   * Takes one step.
   *
   * @param gradients by variable name, as tf.variableGrads returns them
   * @returns the norm of all gradients together, with the decay of weights, a scalar
   * @throws CoreError 'bad-argument' when a weight has no gradient
   */
  readonly apply: (gradients: tf.NamedTensorMap) => tf.Scalar;
}

/** An Adam optimizer. @param weights the variables that it updates, by stable names */
export function createAdam(
  settings: AdamSettings,
  weights: ReadonlyMap<string, tf.Variable>,
): Adam {
  const { beta1, beta2, epsilon, weightDecay = 0 } = settings;
  const variables = new Map<string, tf.Variable>();
  const state = (name: string, initial: tf.Tensor) => {
    const variable = tf.variable(initial, false);
    initial.dispose();
    variables.set(name, variable);
    return variable;
  };
  const learningRate = state('learningRate', tf.scalar(settings.learningRate));
  const sum1 = state('sum1', tf.scalar(0));
  const sum2 = state('sum2', tf.scalar(0));
  const slots = [...weights].map(([name, weight]) => ({
    name,
    weight,
    moment1: state(`moment1/${name}`, tf.zeros(weight.shape)),
    moment2: state(`moment2/${name}`, tf.zeros(weight.shape)),
  }));

  const { decay } = settings;
  const done = decay && state('done', tf.scalar(0));

  const apply = (gradients: tf.NamedTensorMap) =>
    tf.tidy(() => {
      sum1.assign(sum1.mul(beta1).add(1));
      sum2.assign(sum2.mul(beta2).add(1));
      // m̂ = moment1 / sum1 and v̂ = moment2 / sum2 avoid the cancellation in 1 − βᵗ. Then
      // α·m̂ / (√v̂ + ε) = rate · moment1 / (√moment2 + shift), where rate and shift are scalars that
      // all weights share.
      const root = sum2.sqrt();
      let rate = learningRate.mul(root).div(sum1);
      if (decay && done) {
        rate = rate.mul(decayFactor(done, decay));
        done.assign(done.add(1));
      }
      const shift = root.mul(epsilon);
      const squaredNorms: tf.Tensor[] = [];
      for (const { name, weight, moment1, moment2 } of slots) {
        const raw = gradients[weight.name];
        if (!raw) {
          throw new CoreError(
            'bad-argument',
            `adam: no gradient for ${name}; the loss must depend on it`,
          );
        }
        const gradient = weightDecay === 0 ? raw : raw.add(weight.mul(weightDecay));
        const squares = gradient.square();
        squaredNorms.push(squares.sum());
        moment1.assign(moment1.mul(beta1).add(gradient));
        moment2.assign(moment2.mul(beta2).add(squares));
        weight.assign(weight.sub(moment1.div(moment2.sqrt().add(shift)).mul(rate)));
      }
      // Not addN: tfjs's WebGPU backend binds all of its inputs to one shader, which takes about eight.
      return squaredNorms
        .reduce((sum, each) => sum.add(each))
        .sqrt()
        .asScalar();
    });
  return { variables, apply };
}
