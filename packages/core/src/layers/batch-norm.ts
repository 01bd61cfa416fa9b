/**
 * Batch normalisation (Ioffe & Szegedy 2015). It serialises as tfjs's own, so a saved model loads
 * wherever tfjs does, and computes the same; its gradient is written out, which is fewer passes over
 * the activations than tfjs's tape makes of it, and can be differentiated again.
 */
import * as tf from '@tensorflow/tfjs';
import { CoreError } from '../errors.ts';
import { oneShape, oneTensor, type CallArguments } from './one-tensor.ts';

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

/** Statistics of each channel over a batch, and what is left of it around the mean. */
function statistics(x: tf.Tensor) {
  const axes = x.shape.map((_, axis) => axis).slice(0, -1);
  const mean = x.mean(axes);
  const centred = x.sub(mean);
  return { axes, mean, centred, variance: centred.square().mean(axes) };
}

class BatchNormalization extends tf.layers.Layer {
  static readonly className = 'BatchNormalization';
  readonly #momentum: number;
  readonly #epsilon: number;
  #own: Weights | undefined;

  constructor({ name, momentum, epsilon }: BatchNormConfig) {
    super({ name });
    this.#momentum = momentum;
    this.#epsilon = epsilon;
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const channels = oneShape(inputShape).at(-1);
    if (!channels) {
      throw new CoreError('bad-argument', `${this.name}: the number of channels must be known`);
    }
    const { zeros, ones } = tf.initializers;
    const weight = (name: string, start: ReturnType<typeof zeros>, trainable: boolean) =>
      this.addWeight(name, [channels], 'float32', start, undefined, trainable);
    this.#own = {
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
      const { gamma, beta, mean, variance } = this.#own as Weights;
      if (training) return this.#normalized(x, gamma.read(), beta.read());
      const [m, v, b, g] = [mean, variance, beta, gamma].map((weight) => weight.read()) as [
        tf.Tensor1D,
        tf.Tensor1D,
        tf.Tensor1D,
        tf.Tensor1D,
      ];
      return tf.batchNorm(x as tf.Tensor4D, m, v, b, g, this.#epsilon);
    });
  }

  /** By the batch's own statistics, towards which the moving ones are moved. */
  #normalized(input: tf.Tensor, scale: tf.Tensor, offset: tf.Tensor): tf.Tensor {
    const inverse = (variance: tf.Tensor) => variance.add(this.#epsilon).rsqrt();
    const run = tf.customGrad((...given: unknown[]) => {
      const [x, gamma, beta, save] = given as [tf.Tensor, tf.Tensor, tf.Tensor, tf.GradSaveFunc];
      save([x, gamma]);
      const { mean, centred, variance } = statistics(x);
      this.#move(mean, variance);
      const value = centred.mul(inverse(variance).mul(gamma)).add(beta);
      const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [x2, gamma2] = saved as [tf.Tensor, tf.Tensor];
        const { axes, centred: c, variance: v } = statistics(x2);
        const r = inverse(v);
        const [sum, along] = [dy.sum(axes), dy.mul(c).sum(axes)];
        const count = x2.size / sum.size;
        const rest = dy.sub(sum.div(count)).sub(c.mul(along.mul(r).mul(r).div(count)));
        return [rest.mul(r.mul(gamma2)), along.mul(r), sum];
      };
      return { value, gradFunc };
    });
    return run(input, scale, offset);
  }

  #move(mean: tf.Tensor, variance: tf.Tensor): void {
    const own = this.#own as Weights;
    for (const [moving, now] of [
      [own.mean, mean],
      [own.variance, variance],
    ] as const) {
      const before = moving.read();
      moving.write(before.sub(before.sub(now).mul(1 - this.#momentum)));
    }
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape | tf.Shape[] {
    return inputShape;
  }

  override getConfig(): tf.serialization.ConfigDict {
    const settings = { axis: -1, momentum: this.#momentum, epsilon: this.#epsilon };
    return { ...super.getConfig(), ...settings, center: true, scale: true };
  }
}

/** Momentum 0.9 (what PyTorch calls 0.1) and epsilon 1e-5, as in DCGAN's published code. */
export function batchNorm(name: string): tf.layers.Layer {
  return new BatchNormalization({ name, momentum: 0.9, epsilon: 1e-5 });
}
