/**
 * A highway layer (Srivastava et al. 2015, equation 3): x + t · (relu(W x + b) − x), with the transform
 * gate t = σ(Wₜ x + bₜ).
 */
import * as tf from '#tfjs';
import './gradients.ts';
import { channelsOf, oneTensor } from './single-input.ts';

interface Kernels {
  readonly kernel: tf.LayerVariable;
  readonly bias: tf.LayerVariable;
  readonly gateKernel: tf.LayerVariable;
  readonly gateBias: tf.LayerVariable;
}

class Highway extends tf.layers.Layer {
  static readonly className = 'Highway';
  #weights: Kernels | undefined;

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const channels = channelsOf(this, inputShape);
    const weight = (name: string, shape: number[]) =>
      this.addWeight(name, shape, 'float32', tf.initializers.zeros());
    this.#weights = {
      kernel: weight('kernel', [channels, channels]),
      bias: weight('bias', [channels]),
      gateKernel: weight('gate/kernel', [channels, channels]),
      gateBias: weight('gate/bias', [channels]),
    };
    this.built = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = oneTensor(inputs);
      const { kernel, bias, gateKernel, gateBias } = this.#weights as Kernels;
      const rows = x.reshape([-1, x.shape.at(-1) ?? 1]);
      const gate = rows.matMul(gateKernel.read()).add(gateBias.read()).sigmoid();
      const other = rows.matMul(kernel.read()).add(bias.read()).relu();
      const mixed = rows.add(gate.mul(other.sub(rows)));
      return x.rank === 2 ? mixed : mixed.reshape([-1, ...x.shape.slice(1)]);
    });
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape | tf.Shape[] {
    return inputShape;
  }
}
tf.serialization.registerClass(Highway);

/**
 * A highway layer on the last axis; it keeps the shape.
 *
 * @example
 * layers.highway('highway')
 */
export function highway(name: string): tf.layers.Layer {
  return new Highway({ name });
}
