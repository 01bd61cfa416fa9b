/**
 * A network as data: its inputs, its outputs and the initializers of its weights. Variants consist of
 * descriptions; `network.ts` makes a tfjs model of a description.
 */
import type * as tf from '@tensorflow/tfjs';

/** The shape of an image. */
export type ImageShape = readonly [height: number, width: number, channels: number];

/** An input of a network. */
export interface NetworkInput {
  /** Without the batch axis; null where any size is accepted. */
  readonly shape: readonly (number | null)[];
  /** float32 by default. */
  readonly dtype?: 'float32' | 'int32';
}

/** A network as data. */
export interface NetworkDescription {
  readonly inputs: Readonly<Record<string, NetworkInput>>;
  /**
   * Computes the outputs from the inputs, which it gets by name. The last layer of an output has the
   * name of the output.
   */
  readonly outputs: (
    input: (name: string) => tf.SymbolicTensor,
  ) => tf.SymbolicTensor | tf.SymbolicTensor[];
}

/** The initial values of a weight. Fans are those of a dense or convolution kernel. */
export type Initializer =
  | { readonly kind: 'normal'; readonly mean: number; readonly stddev: number }
  /** Uniform in ±√(6 / (fan in + fan out)) (Glorot & Bengio 2010, equation 16). */
  | { readonly kind: 'glorot' }
  /** As glorot for each of a stack of kernels, [places, in, out]. */
  | { readonly kind: 'glorot-each' }
  /** Uniform in ±1 / √(fan in), the default of PyTorch's dense layers and convolutions. */
  | { readonly kind: 'fan-in' }
  /** The initial values of the layer: zeros for biases and means, ones for scales and variances. */
  | { readonly kind: 'layer' };

/** The initializer of each kind of weight (kernel, bias, gamma …); 'layer' for kinds that are left out. */
export type Initialization = Readonly<Record<string, Initializer>>;
