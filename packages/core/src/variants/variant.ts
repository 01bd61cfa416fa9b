/**
 * A variant of GAN is a description: what its networks are for a given image, how their weights
 * start, which loss and optimisers train them. One trainer serves all descriptions.
 */
import type * as tf from '@tensorflow/tfjs';
import type { GanLoss } from '../losses/loss.ts';
import type { AdamSettings } from '../optimizers/adam.ts';

/** Height, width, channels. */
export type ImageShape = readonly [height: number, width: number, channels: number];

/** How a weight starts. Its fans are those of a dense or convolution kernel. */
export type Law =
  | { readonly kind: 'normal'; readonly mean: number; readonly sd: number }
  /** Uniform in ±√(6 / (fan in + fan out)) (Glorot & Bengio 2010). */
  | { readonly kind: 'glorot' }
  /** As the layer says: zeros for biases and means, ones for scales and variances. */
  | { readonly kind: 'layer' };

export interface GanVariant {
  readonly name: string;
  /** Paper and section. */
  readonly source: string;
  /** Length of the noise vector. */
  readonly latent: number;
  /**
   * From noise [batch, latent] to images [batch, height, width, channels] in [-1, 1]. The last layer
   * is named `image`. @param width multiplies the number of filters or units
   */
  generator(image: ImageShape, width: number): readonly tf.layers.Layer[];
  /** From images to one logit, [batch, 1]. The last layer is named `logit`. */
  discriminator(image: ImageShape, width: number): readonly tf.layers.Layer[];
  /** The law for weights of each kind (kernel, bias, gamma …); a kind left out is 'layer'. */
  readonly initialization: Readonly<Record<string, Law>>;
  readonly loss: GanLoss;
  readonly optimizers: { readonly generator: AdamSettings; readonly discriminator: AdamSettings };
}
