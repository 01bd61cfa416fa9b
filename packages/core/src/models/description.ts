/**
 * A network as data: its inputs, what it computes, and how its weights start. Variants are written
 * with it; `network.ts` turns a description into a tfjs model.
 */
import type * as tf from '@tensorflow/tfjs';

/** Height, width, channels. */
export type ImageShape = readonly [height: number, width: number, channels: number];

export interface NetworkInput {
  /** Without the batch axis; null where any size is accepted. */
  readonly shape: readonly (number | null)[];
  readonly dtype?: 'float32' | 'int32';
}

export interface NetworkDescription {
  readonly inputs: Readonly<Record<string, NetworkInput>>;
  /** From the inputs, by name, to the outputs; each output's last layer has the output's name. */
  readonly outputs: (
    input: (name: string) => tf.SymbolicTensor,
  ) => tf.SymbolicTensor | tf.SymbolicTensor[];
}

/** How a weight starts. Fans are those of a dense or convolution kernel. */
export type Initializer =
  | { readonly kind: 'normal'; readonly mean: number; readonly stddev: number }
  /** Uniform in ±√(6 / (fan in + fan out)) (Glorot & Bengio 2010). */
  | { readonly kind: 'glorot' }
  /** As the layer starts it: zeros for biases and means, ones for scales and variances. */
  | { readonly kind: 'layer' };

/** The initializer of each kind of weight (kernel, bias, gamma …); a kind left out is 'layer'. */
export type Initialization = Readonly<Record<string, Initializer>>;
