/**
 * The spectrogram of sounds as a layer: a strided convolution with the constant filters of a discrete
 * Fourier transform, so that it is the same on every provider, and the logarithm of the power.
 */
import * as tf from '#tfjs';
import { fourierMatrix } from '../sounds/spectrum.ts';
import { oneShape, oneTensor } from './single-input.ts';

const WINDOW = 256;
const HOP = 128;
const BINS = 128;
/** Added to the power: −60 dB. */
const TINY = 1e-6;
/** Half the range of the logarithm, so that results are about −1 to 1. */
const HALF_RANGE = -Math.log(TINY) / 2;

class Spectrogram extends tf.layers.Layer {
  static readonly className = 'Spectrogram';

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = oneTensor(inputs);
      const [, length = 0] = x.shape;
      const sounds = x.reshape<tf.Tensor4D>([-1, length, 1, 1]);
      const filters = tf.tensor4d(fourierMatrix(WINDOW, BINS), [WINDOW, 1, 1, 2 * BINS]);
      const waves = tf.conv2d(sounds, filters, [HOP, 1], 'same').square();
      const parts = Math.ceil(length / HOP);
      const power = waves.reshape([-1, parts, 2, BINS]).sum(2);
      return power.add(TINY).log().add(HALF_RANGE).div(HALF_RANGE).expandDims(3);
    });
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const [batch = null, length] = oneShape(inputShape);
    return [batch, Math.ceil((length ?? 0) / HOP), BINS, 1];
  }
}
tf.serialization.registerClass(Spectrogram);

/** Sounds [batch, length, 1] → the logarithm of their power [batch, ⌈length / 128⌉, 128, 1]. */
export function spectrogramLayer(name: string): tf.layers.Layer {
  return new Spectrogram({ name });
}

/** The shape of a spectrogram of a sound. */
export function spectrogramShape(length: number): readonly [parts: number, bins: number] {
  return [Math.ceil(length / HOP), BINS];
}
