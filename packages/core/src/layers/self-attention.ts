/**
 * Self-attention over the pixels of a feature map (Zhang et al. 2019, SAGAN, section 3): x + γ · o,
 * with f, g, h to an eighth of the channels and v back. γ starts at 0 and is the weight `gate`, so
 * that a law for batch norm's gamma does not fill it.
 */
import * as tf from '@tensorflow/tfjs';
import { CoreError } from '../errors.ts';
import './gradients.ts';
import { oneShape, oneTensor } from './one-tensor.ts';

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
    const channels = oneShape(inputShape)[3];
    if (!channels) {
      const message = `${this.name}: needs images [batch, height, width, channels] with known channels`;
      throw new CoreError('bad-argument', message);
    }
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
      // A 1 × 1 convolution is a product of matrices with a row a pixel.
      const pixels = x.reshape([-1, channels]);
      const map = (kernel: tf.LayerVariable) =>
        pixels.matMul(kernel.read()).reshape([batch, height * width, -1]);
      const attention = tf.softmax(map(g).matMul(map(f), false, true));
      const attended = attention.matMul(map(h));
      const out = attended.reshape([-1, attended.shape[2] as number]).matMul(v.read());
      return x.add(out.reshape(x.shape).mul(gate.read()));
    });
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape | tf.Shape[] {
    return inputShape;
  }
}
tf.serialization.registerClass(SelfAttention);

/** For images [batch, height, width, channels]; keeps their shape. */
export function selfAttention(name: string): tf.layers.Layer {
  return new SelfAttention({ name });
}
