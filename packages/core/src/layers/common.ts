/**
 * The layers that GANs are made of, with the field's conventions: SAME padding, LeakyReLU of slope
 * 0.2, batch normalisation with PyTorch's momentum. Kernels start at zero here; a variant's law of
 * initialisation fills them from the run's seed.
 */
import * as tf from '@tensorflow/tfjs';

type Layer = tf.layers.Layer;

const kernelInitializer = 'zeros';

export function dense(name: string, units: number, { useBias = true } = {}): Layer {
  return tf.layers.dense({ name, units, useBias, kernelInitializer });
}

interface ConvOptions {
  readonly kernel: number;
  readonly stride: number;
  readonly useBias?: boolean;
  readonly activation?: 'tanh';
}

function convConfig(name: string, filters: number, options: ConvOptions) {
  const { kernel, stride, useBias = true, activation } = options;
  return {
    name,
    filters,
    kernelSize: kernel,
    strides: stride,
    padding: 'same' as const,
    useBias,
    kernelInitializer: kernelInitializer as 'zeros',
    ...(activation && { activation }),
  };
}

export function conv(name: string, filters: number, options: ConvOptions): Layer {
  return tf.layers.conv2d(convConfig(name, filters, options));
}

export function convTranspose(name: string, filters: number, options: ConvOptions): Layer {
  return tf.layers.conv2dTranspose(convConfig(name, filters, options));
}

/** Momentum 0.9 (what PyTorch calls 0.1) and epsilon 1e-5, as in DCGAN's published code. */
export function batchNorm(name: string): Layer {
  return tf.layers.batchNormalization({ name, momentum: 0.9, epsilon: 1e-5 });
}

export function leakyReLU(name: string): Layer {
  return tf.layers.leakyReLU({ name, alpha: 0.2 });
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
