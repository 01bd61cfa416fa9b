/**
 * A variant of GAN is a description: what its networks are for given data, how their weights start,
 * what they are trained to do. One trainer serves all descriptions.
 */
import type * as tf from '@tensorflow/tfjs';

/** Height, width, channels. */
export type ImageShape = readonly [height: number, width: number, channels: number];

/** How a weight starts. Its fans are those of a dense or convolution kernel. */
export type Law =
  | { readonly kind: 'normal'; readonly mean: number; readonly stddev: number }
  /** Uniform in ±√(6 / (fan in + fan out)) (Glorot & Bengio 2010). */
  | { readonly kind: 'glorot' }
  /** As the layer says: zeros for biases and means, ones for scales and variances. */
  | { readonly kind: 'layer' };

/** The law for weights of each kind (kernel, bias, gamma …); a kind left out is 'layer'. */
export type Initialization = Readonly<Record<string, Law>>;

/** What a run's settings say of its networks; a variant uses what it has a use for. */
export interface NetworkSettings {
  readonly image: ImageShape;
  /** Number of classes; 0 where data have no labels. */
  readonly classes: number;
  /** Length of the noise vector. */
  readonly latent: number;
  /** Multiplies the published number of filters or units. */
  readonly width: number;
  /** Translation: filters of the first layer, and residual blocks. */
  readonly filters: number;
  readonly blocks: number;
  /** Samples that the discriminator judges at a time, as channels of one (PacGAN). */
  readonly pac: number;
  /** In the discriminator. */
  readonly spectralNorm: boolean;
  readonly minibatchStddev: boolean;
  /** In both networks. */
  readonly attention: boolean;
  /** How the generator doubles sizes: by transposed convolutions, or nearest pixels and a convolution. */
  readonly upsampling: 'transposed' | 'nearest';
}

export interface NetworkInput {
  /** Without the batch; null where any size will do. */
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

/**
 * What the networks are trained to do, and on what.
 * `generation`: `generator` makes images of noise (and of labels, where it has that input);
 * `discriminator` judges them. `cycle`: two generators translate between two domains, each with its
 * discriminator, from unpaired images. `pairs`: one generator translates, from pairs.
 */
export type Task = 'generation' | 'cycle' | 'pairs';

export interface GanVariant {
  readonly name: string;
  /** Paper and section. */
  readonly source: string;
  readonly task: Task;
  /** It learns the classes of its data: the generator has an input `label`. */
  readonly labelled?: true;
  /** The networks by name, generators first; names of generators begin with `generator`. */
  networks(settings: NetworkSettings): Readonly<Record<string, NetworkDescription>>;
  readonly initialization: Initialization;
  /** Settings of a run that are other than the general ones. */
  readonly defaults?: Readonly<Record<string, string | number | boolean>>;
}
