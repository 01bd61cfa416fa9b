/**
 * SpecGAN's two ways between sounds and images as layers: the logarithm of the magnitudes, each frequency
 * less its mean, divided by three of its deviations and clipped to [-1, 1]; and back, by Griffin and Lim's
 * iterations.
 */
import * as tf from '#tfjs';
import { CoreError } from '../errors.ts';
import { BINS, HOP, LEAST_POWER, type LogSpectrum } from '../sounds/log-spectrum.ts';
import { griffinLim } from './griffin-lim.ts';
import { oneShape, oneTensor } from './single-input.ts';
import { openStft } from './stft.ts';

/** Values are clipped at as many standard deviations. */
const CLIP = 3;

type Config = { readonly name: string } & LogSpectrum;

/** What both layers share: the mean and the deviations of the frequencies. */
abstract class SpectrumLayer extends tf.layers.Layer {
  readonly #spectrum: LogSpectrum;

  constructor({ mean, deviation, ...rest }: Config) {
    super(rest);
    if (mean.length !== BINS || deviation.length !== BINS) {
      const message = `${rest.name}: the spectrum must have ${BINS} means and deviations (got ${mean.length} and ${deviation.length})`;
      throw new CoreError('bad-argument', message);
    }
    this.#spectrum = { mean, deviation };
  }

  /** The constants as tensors [128]: the means, and what an image of 1 stands for. */
  protected scale(): { mean: tf.Tensor; most: tf.Tensor } {
    const { mean, deviation } = this.#spectrum;
    return { mean: tf.tensor1d([...mean]), most: tf.tensor1d(deviation.map((one) => CLIP * one)) };
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { mean, deviation } = this.#spectrum;
    return { ...super.getConfig(), mean: [...mean], deviation: [...deviation] };
  }
}

class ToLogSpectrogram extends SpectrumLayer {
  static readonly className = 'ToLogSpectrogram';

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const sounds = oneTensor(inputs);
      const [, length = 0, channels = 1] = sounds.shape;
      const { frames, forward } = openStft(length);
      const { mean, most } = this.scale();
      const spectra = forward(sounds.transpose([0, 2, 1]).reshape([-1, length]));
      const power = spectra.reshape([-1, frames, 2, BINS]).square().sum(2);
      const levels = power.add(LEAST_POWER).log().mul(0.5);
      const images = levels.sub(mean).div(most).clipByValue(-1, 1);
      return images.reshape([-1, channels, frames, BINS]).transpose([0, 2, 3, 1]);
    });
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const [batch = null, length, channels = null] = oneShape(inputShape);
    return [batch, (length ?? 0) / HOP, BINS, channels];
  }
}
tf.serialization.registerClass(ToLogSpectrogram);

class FromLogSpectrogram extends SpectrumLayer {
  static readonly className = 'FromLogSpectrogram';

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const images = oneTensor(inputs);
      const [, frames = 0] = images.shape;
      const { mean, most } = this.scale();
      const magnitudes = images.reshape([-1, frames, BINS]).mul(most).add(mean).exp();
      const sounds = griffinLim(magnitudes, frames * HOP);
      return sounds.clipByValue(-1, 1).reshape([-1, frames * HOP, 1]);
    });
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const [batch = null, frames] = oneShape(inputShape);
    return [batch, (frames ?? 0) * HOP, 1];
  }
}
tf.serialization.registerClass(FromLogSpectrogram);

/**
 * Sounds [batch, length, c] in [-1, 1] → images [batch, length / 128, 128, c] in [-1, 1], time down and
 * frequency to the right. The length is a multiple of 128.
 *
 * @param spectrum the mean and the deviation of each frequency, as measured over the data
 * @throws CoreError 'bad-argument' unless there are 128 of each
 * @example
 * layers.toLogSpectrogram('spectrogram', { mean, deviation })
 */
export function toLogSpectrogram(name: string, spectrum: LogSpectrum): tf.layers.Layer {
  return new ToLogSpectrogram({ name, ...spectrum });
}

/**
 * Images [batch, frames, 128, 1] in [-1, 1] → sounds [batch, 128 · frames, 1] in [-1, 1], by 16 iterations
 * of Griffin and Lim. The number of frames is even.
 *
 * @param spectrum the mean and the deviation of each frequency, as measured over the data
 * @throws CoreError 'bad-argument' unless there are 128 of each
 * @example
 * layers.fromLogSpectrogram('audio', { mean, deviation })
 */
export function fromLogSpectrogram(name: string, spectrum: LogSpectrum): tf.layers.Layer {
  return new FromLogSpectrogram({ name, ...spectrum });
}
