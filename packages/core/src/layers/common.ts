/**
 * The layers that GANs are made of, with the field's conventions: SAME padding, LeakyReLU of slope
 * 0.2. They are tfjs's own, so a saved model loads in
 * plain tfjs; gradients.ts makes them right to second order. Kernels start at zero here; a variant's
 * law of initialisation fills them from the run's seed.
 */
import * as tf from '@tensorflow/tfjs';
import { CoreError } from '../errors.ts';
import './gradients.ts';
import { spectralNorm } from './spectral-norm.ts';

export { batchNorm } from './batch-norm.ts';

type Layer = tf.layers.Layer;

const kernelInitializer = 'zeros';

interface DenseOptions {
  readonly useBias?: boolean;
  readonly spectral?: boolean;
}

/** @param spectral divides the weight by its largest singular value (spectral-norm.ts) */
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
  readonly kernel: number;
  readonly stride: number;
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
      strides: stride,
      padding,
      useBias,
      kernelInitializer,
      ...(activation && { activation }),
    });
  }
  if (activation) {
    const message = `${name}: a layer with spectral norm has no activation of its own; put one behind it`;
    throw new CoreError('bad-argument', message);
  }
  return spectralNorm({ name, kind, filters, kernel, stride, padding, useBias });
}

export function conv(name: string, filters: number, options: ConvOptions): Layer {
  return convolution('conv', name, filters, options);
}

export function convTranspose(name: string, filters: number, options: ConvOptions): Layer {
  return convolution('convTranspose', name, filters, options);
}

export function leakyReLU(name: string): Layer {
  return tf.layers.leakyReLU({ name, alpha: 0.2 });
}

export function relu(name: string): Layer {
  return tf.layers.reLU({ name });
}

export function flatten(name: string): Layer {
  return tf.layers.flatten({ name });
}

export function reshape(name: string, targetShape: number[]): Layer {
  return tf.layers.reshape({ name, targetShape });
}

export function tanh(name: string): Layer {
  return tf.layers.activation({ name, activation: 'tanh' });
}

export function sigmoid(name: string): Layer {
  return tf.layers.activation({ name, activation: 'sigmoid' });
}

/** Joins a list of inputs along their channels. */
export function concat(name: string): Layer {
  return tf.layers.concatenate({ name, axis: -1 });
}
