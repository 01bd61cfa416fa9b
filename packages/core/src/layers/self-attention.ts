/**
 * Self-attention over the pixels of a feature map (Zhang et al. 2019, SAGAN, section 3): x + γ · o. The
 * 1 × 1 convolutions f, g and h reduce the channels to an eighth, v restores them. γ starts at 0. Its
 * weight is named `gate`, so that an initializer of batch norm's gamma does not fill it.
 */
import * as tf from '#tfjs';
import { at } from '@ganport/graph/ops';
import './gradients.ts';
import { channelsOf, oneTensor } from './single-input.ts';

interface Kernels {
  readonly f: tf.LayerVariable;
  readonly g: tf.LayerVariable;
  readonly h: tf.LayerVariable;
  readonly v: tf.LayerVariable;
  readonly gate: tf.LayerVariable;
}

class SelfAttention extends tf.layers.Layer {
  static readonly className = 'SelfAttention';
  #weights: Kernels | undefined;

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const channels = channelsOf(this, inputShape);
    const narrow = Math.max(1, Math.floor(channels / 8));
    const kernel = (name: string, shape: number[]) =>
      this.addWeight(`${name}/kernel`, shape, 'float32', tf.initializers.zeros());
    this.#weights = {
      f: kernel('f', [channels, narrow]),
      g: kernel('g', [channels, narrow]),
      h: kernel('h', [channels, narrow]),
      v: kernel('v', [narrow, channels]),
      gate: this.addWeight('gate', [], 'float32', tf.initializers.zeros()),
    };
    this.built = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = oneTensor(inputs) as tf.Tensor4D;
      const { f, g, h, v, gate } = this.#weights as Kernels;
      const [batch, height, width, channels] = x.shape;
      // A 1 × 1 convolution is a product of matrices with one row per pixel.
      const pixels = x.reshape([-1, channels]);
      const map = (kernel: tf.LayerVariable) =>
        pixels.matMul(kernel.read()).reshape([batch, height * width, -1]);
      const attention = tf.softmax(map(g).matMul(map(f), false, true));
      const attended = attention.matMul(map(h));
      const out = attended.reshape([-1, at(attended.shape, 2)]).matMul(v.read());
      return x.add(out.reshape(x.shape).mul(gate.read()));
    });
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape | tf.Shape[] {
    return inputShape;
  }
}
tf.serialization.registerClass(SelfAttention);

/**
 * Self-attention on images [batch, height, width, channels]; it keeps their shape.
 *
 * @example
 * layers.selfAttention('attention')
 */
export function selfAttention(name: string): tf.layers.Layer {
  return new SelfAttention({ name });
}
