/**
 * Batch normalization (Ioffe & Szegedy 2015). It serializes as tfjs's BatchNormalization and computes
 * the same, so a saved model loads in plain tfjs. Its gradient is in closed form: fewer passes over
 * the activations than tfjs's automatic differentiation needs, and it can be differentiated again. Where
 * workers synchronize, the statistics and their gradients are those of the batch of all workers.
 */
import * as tf from '#tfjs';
import { isSynchronized, meanOfWorkers } from '@ganport/export/internal';
import { channelsOf, oneTensor, type CallArguments } from './single-input.ts';

interface BatchNormConfig {
  readonly name: string;
  readonly momentum: number;
  readonly epsilon: number;
}

interface Weights {
  readonly gamma: tf.LayerVariable;
  readonly beta: tf.LayerVariable;
  readonly mean: tf.LayerVariable;
  readonly variance: tf.LayerVariable;
}

/** The mean and variance of each channel over a batch, and the batch minus the mean. */
function statistics(x: tf.Tensor) {
  const axes = x.shape.map((_, axis) => axis).slice(0, -1);
  const mean = meanOfWorkers(x.mean(axes));
  const centered = x.sub(mean);
  return { axes, mean, centered, variance: meanOfWorkers(centered.square().mean(axes)) };
}

/** Statistics that outlive the forward pass: a recording has only names of them. */
function kept(found: ReturnType<typeof statistics>): ReturnType<typeof statistics> {
  tf.keep(found.centered);
  tf.keep(found.variance);
  return found;
}

class BatchNormalization extends tf.layers.Layer {
  static readonly className = 'BatchNormalization';
  readonly #momentum: number;
  readonly #epsilon: number;
  #weights: Weights | undefined;

  constructor({ name, momentum, epsilon }: BatchNormConfig) {
    super({ name });
    this.#momentum = momentum;
    this.#epsilon = epsilon;
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const channels = channelsOf(this, inputShape);
    const { zeros, ones } = tf.initializers;
    const weight = (name: string, initializer: ReturnType<typeof zeros>, trainable: boolean) =>
      this.addWeight(name, [channels], 'float32', initializer, undefined, trainable);
    this.#weights = {
      gamma: weight('gamma', ones(), true),
      beta: weight('beta', zeros(), true),
      mean: weight('moving_mean', zeros(), false),
      variance: weight('moving_variance', ones(), false),
    };
    this.built = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[], { training }: CallArguments): tf.Tensor {
    return tf.tidy(() => {
      const x = oneTensor(inputs);
      const { gamma, beta, mean, variance } = this.#weights as Weights;
      if (training) return this.#normalized(x, gamma.read(), beta.read());
      const read = (weight: tf.LayerVariable) => weight.read() as tf.Tensor1D;
      return tf.batchNorm(
        x as tf.Tensor4D,
        read(mean),
        read(variance),
        read(beta),
        read(gamma),
        this.#epsilon,
      );
    });
  }

  /** Normalizes by the batch's own statistics, and updates the moving statistics. */
  #normalized(input: tf.Tensor, scale: tf.Tensor, offset: tf.Tensor): tf.Tensor {
    const inverse = (variance: tf.Tensor) => variance.add(this.#epsilon).rsqrt();
    const run = tf.customGrad((...given: unknown[]) => {
      const [x, gamma, beta, save] = given as [tf.Tensor, tf.Tensor, tf.Tensor, tf.GradSaveFunc];
      save([x, gamma]);
      const found = statistics(x);
      const { mean, centered, variance } = found;
      this.#updateStatistics(mean, variance);
      // An exchange is not repeated. Otherwise the gradient computes the statistics again, for its own gradient.
      const exchanged = isSynchronized() ? kept(found) : undefined;
      const value = centered.mul(inverse(variance).mul(gamma)).add(beta);
      const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [x2, gamma2] = saved as [tf.Tensor, tf.Tensor];
        const { axes, centered: c, variance: v } = exchanged ?? statistics(x2);
        const r = inverse(v);
        const sum = dy.sum(axes);
        const projection = dy.mul(c).sum(axes);
        const count = x2.size / sum.size;
        const mean2 = meanOfWorkers(sum.div(count));
        const slope = meanOfWorkers(projection.mul(r).mul(r).div(count));
        const rest = dy.sub(mean2).sub(c.mul(slope));
        return [rest.mul(r.mul(gamma2)), projection.mul(r), sum];
      };
      return { value, gradFunc };
    });
    return run(input, scale, offset);
  }

  #updateStatistics(mean: tf.Tensor, variance: tf.Tensor): void {
    const weights = this.#weights as Weights;
    const update = (moving: tf.LayerVariable, value: tf.Tensor) => {
      const before = moving.read();
      moving.write(before.sub(before.sub(value).mul(1 - this.#momentum)));
    };
    update(weights.mean, mean);
    update(weights.variance, variance);
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape | tf.Shape[] {
    return inputShape;
  }

  override getConfig(): tf.serialization.ConfigDict {
    const settings = { axis: -1, momentum: this.#momentum, epsilon: this.#epsilon };
    return { ...super.getConfig(), ...settings, center: true, scale: true };
  }
}

/**
 * Batch normalization of [batch, …, channels], with momentum 0.9 (0.1 in PyTorch's convention) and
 * epsilon 1e-5, as in DCGAN's published code.
 *
 * @example
 * layers.batchNorm('norm_1')
 */
export function batchNorm(name: string): tf.layers.Layer {
  return new BatchNormalization({ name, momentum: 0.9, epsilon: 1e-5 });
}
