/**
 * Layers of waves: feature maps of one row, [batch, 1, length, channels], so that tfjs's convolutions of
 * images serve sounds. Their derivatives of second order are those of images.
 */
import * as tf from '#tfjs';
import { FactorLayer } from './factor-layer.ts';
import { linearMap, type Images } from './linear-map.ts';
import { oneShape, oneTensor } from './single-input.ts';

interface WaveConvOptions {
  /** The length of the window. */
  readonly kernel: number;
  readonly stride: number;
  /** 'same' by default. */
  readonly padding?: 'same' | 'valid';
  /** True by default. */
  readonly useBias?: boolean;
}

const settingsOf = (
  name: string,
  filters: number,
  { kernel, stride, padding = 'same', useBias = true }: WaveConvOptions,
) => ({
  name,
  filters,
  kernelSize: [1, kernel] as [number, number],
  strides: [1, stride] as [number, number],
  padding,
  useBias,
  kernelInitializer: 'zeros' as const,
});

/**
 * A convolution along the length: [batch, rows, length, c] → [batch, rows, ⌈length / stride⌉, filters], by
 * default; without padding the length is ⌈(length − kernel + 1) / stride⌉.
 *
 * @example
 * layers.conv1d('down_1', 64, { kernel: 25, stride: 4 })
 */
export function conv1d(name: string, filters: number, options: WaveConvOptions): tf.layers.Layer {
  return tf.layers.conv2d(settingsOf(name, filters, options));
}

/**
 * A transposed convolution along the length: [batch, 1, length, c] → [batch, 1, stride · length, filters].
 *
 * @example
 * layers.conv1dTranspose('up_1', 64, { kernel: 25, stride: 4 })
 */
export function conv1dTranspose(
  name: string,
  filters: number,
  options: WaveConvOptions,
): tf.layers.Layer {
  return tf.layers.conv2dTranspose(settingsOf(name, filters, options));
}

/** Repeats every column `factor` times. */
function repeated(waves: Images, factor: number): Images {
  return linearMap(
    (x) => {
      const [batch, rows, length, channels] = x.shape;
      const tiled = tf.tile(x.reshape([-1, 1, channels]), [1, factor, 1]);
      return tiled.reshape<Images>([batch, rows, factor * length, channels]);
    },
    (dy) => summed(dy, factor),
  )(waves);
}

/** The transposed map: sums groups of `factor` columns. */
function summed(waves: Images, factor: number): Images {
  return linearMap(
    (x) => {
      const [batch, rows, length, channels] = x.shape;
      const sums = x.reshape([-1, factor, channels]).sum(1);
      return sums.reshape<Images>([batch, rows, length / factor, channels]);
    },
    (dy) => repeated(dy, factor),
  )(waves);
}

class UpSamplingWaves extends FactorLayer {
  static readonly className = 'UpSamplingWaves';

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => repeated(oneTensor(inputs) as Images, this.factor));
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const [batch = null, rows = null, length, channels = null] = oneShape(inputShape);
    return [batch, rows, length ? length * this.factor : null, channels];
  }
}
tf.serialization.registerClass(UpSamplingWaves);

/**
 * Nearest-neighbor upsampling along the length: [batch, 1, length, c] → [batch, 1, factor · length, c].
 *
 * @example
 * layers.upsample1d('up', 4)
 */
export function upsample1d(name: string, factor: number): tf.layers.Layer {
  return new UpSamplingWaves({ name, factor });
}

/**
 * Each channel as a row: [batch, 1, length, channels] → [batch, channels, length, 1].
 *
 * @example
 * layers.channelsAsRows('rows')
 */
export function channelsAsRows(name: string): tf.layers.Layer {
  return tf.layers.permute({ name, dims: [3, 2, 1] });
}
