/**
 * The layers of tfjs that GANs are made of, with the field's conventions: SAME padding, LeakyReLU of
 * slope 0.2. A saved model loads in plain tfjs. gradients.ts corrects their second derivatives. Kernels
 * start at zero here: the initializers of a variant fill them from the run's seed.
 */
import * as tf from '#tfjs';
import { CoreError } from '../errors.ts';
import './gradients.ts';
import { spectralNorm } from './spectral-norm.ts';

export { batchNorm } from './batch-norm.ts';

type Layer = tf.layers.Layer;

const kernelInitializer = 'zeros';

interface DenseOptions {
  readonly useBias?: boolean;
  /** Divides the weight by its largest singular value (spectral-norm.ts). */
  readonly spectral?: boolean;
}

/**
 * A fully connected layer: [batch, n] → [batch, units].
 *
 * @example
 * layers.dense('logit', 1)
 */
export function dense(
  name: string,
  units: number,
  { useBias = true, spectral = false }: DenseOptions = {},
): Layer {
  if (!spectral) return tf.layers.dense({ name, units, useBias, kernelInitializer });
  const window = { kernel: 1, stride: 1, padding: 'valid' } as const;
  return spectralNorm({ name, kind: 'dense', filters: units, useBias, ...window });
}

interface ConvOptions {
  /** Height and width of the window. */
  readonly kernel: number;
  /** Of both sides, or of height and width. */
  readonly stride: number | readonly [height: number, width: number];
  /** 'same' by default. */
  readonly padding?: 'same' | 'valid';
  readonly useBias?: boolean;
  readonly activation?: 'tanh';
  /** Divides the weight by its largest singular value (spectral-norm.ts). */
  readonly spectral?: boolean;
}

type Kind = 'conv' | 'convTranspose';

const plain = {
  conv: tf.layers.conv2d,
  convTranspose: tf.layers.conv2dTranspose,
} as const;

function convolution(kind: Kind, name: string, filters: number, options: ConvOptions): Layer {
  const { kernel, stride, padding = 'same', useBias = true, activation, spectral } = options;
  if (!spectral) {
    return plain[kind]({
      name,
      filters,
      kernelSize: kernel,
      strides: typeof stride === 'number' ? stride : [...stride],
      padding,
      useBias,
      kernelInitializer,
      ...(activation && { activation }),
    });
  }
  if (typeof stride !== 'number') {
    const message = `${name}: a layer with spectral norm has one stride for both sides (got ${stride.join(' × ')})`;
    throw new CoreError('bad-argument', message);
  }
  if (activation) {
    const message = `${name}: a layer with spectral norm has no activation of its own; add a layer after it`;
    throw new CoreError('bad-argument', message);
  }
  return spectralNorm({ name, kind, filters, kernel, stride, padding, useBias });
}

/**
 * A convolution of images [batch, height, width, channels].
 *
 * @throws CoreError 'bad-argument' for an activation, or two strides, together with spectral normalization
 * @example
 * layers.conv('down_1', 64, { kernel: 5, stride: 2 })
 */
export function conv(name: string, filters: number, options: ConvOptions): Layer {
  return convolution('conv', name, filters, options);
}

/**
 * A transposed convolution, which enlarges images by its stride.
 *
 * @throws CoreError as `conv`
 * @example
 * layers.convTranspose('up_1', 64, { kernel: 5, stride: 2, useBias: false })
 */
export function convTranspose(name: string, filters: number, options: ConvOptions): Layer {
  return convolution('convTranspose', name, filters, options);
}

/**
 * LeakyReLU of slope 0.2.
 *
 * @example
 * layers.leakyReLU('leaky_1')
 */
export function leakyReLU(name: string): Layer {
  return tf.layers.leakyReLU({ name, alpha: 0.2 });
}

/**
 * ReLU, max(0, x).
 *
 * @example
 * layers.relu('relu_1')
 */
export function relu(name: string): Layer {
  return tf.layers.reLU({ name });
}

/**
 * [batch, …] → [batch, n].
 *
 * @example
 * layers.flatten('flatten')
 */
export function flatten(name: string): Layer {
  return tf.layers.flatten({ name });
}

/**
 * [batch, …] → [batch, …targetShape].
 *
 * @param targetShape without the batch; as many elements as the input has
 * @example
 * layers.reshape('reshape', [7, 7, 256])
 */
export function reshape(name: string, targetShape: number[]): Layer {
  return tf.layers.reshape({ name, targetShape });
}

/**
 * Hyperbolic tangent, whose values are those of images: [-1, 1].
 *
 * @example
 * layers.tanh('image')
 */
export function tanh(name: string): Layer {
  return tf.layers.activation({ name, activation: 'tanh' });
}

/**
 * The logistic function, 1 / (1 + e^−x).
 *
 * @example
 * layers.sigmoid('gate')
 */
export function sigmoid(name: string): Layer {
  return tf.layers.activation({ name, activation: 'sigmoid' });
}

/**
 * The product of a list of inputs of one shape, element by element.
 *
 * @example
 * layers.multiply('noise_of_class').apply([input('noise'), vector])
 */
export function multiply(name: string): Layer {
  return tf.layers.multiply({ name });
}

/**
 * Probabilities along the last axis: e^x / Σ e^x.
 *
 * @example
 * layers.softmax('text')
 */
export function softmax(name: string): Layer {
  return tf.layers.activation({ name, activation: 'softmax' });
}

/**
 * Concatenates a list of inputs along their last axis.
 *
 * @example
 * layers.concat('joined').apply([input('noise'), vector])
 */
export function concat(name: string): Layer {
  return tf.layers.concatenate({ name, axis: -1 });
}
