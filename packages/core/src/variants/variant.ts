/**
 * A variant is a GAN as data: its networks for given settings, the initializers of their weights, the
 * task that they are trained for, and the default settings of its paper. One training loop serves all
 * variants, and nothing outside this folder names one.
 */
import type { DataFacts, MeasuredFacts } from '../data/facts.ts';
import type { KindName } from '../kinds/index.ts';
import type { SampleShape } from '../kinds/kind.ts';
import type { LossPreset } from '../losses/index.ts';
import type { ImageShape, Initialization, NetworkDescription } from '../models/description.ts';
import type { RepresentationLayers } from '../models/representation.ts';
import type { PretrainingName } from '../objectives/pretraining.ts';
import type { NoiseName } from '../random/noise.ts';
import type { NetworkOptions } from '../settings/index.ts';
import type { TaskName } from '../tasks/index.ts';

/** The settings for which a variant makes its networks. It ignores those of parts that it does not have. */
export interface NetworkSettings extends NetworkOptions, DataFacts {
  /** Height, width and channels: the shape of a sample, for variants of images. */
  readonly image: ImageShape;
  /** The shape of a sample of any kind. */
  readonly sample: SampleShape;
  /** The number of classes; 0 where the data have no labels. */
  readonly classes: number;
}

/** What a variant's networks learn on in place of samples (models/representation.ts). */
export interface Representation {
  /** Its name in the networks, as the generator's output and the discriminator's input. */
  readonly tensor: string;
  layers(settings: NetworkSettings): RepresentationLayers;
  /** Numbers of the data that it is made of. They are measured once and become settings of the run. */
  readonly measures?: {
    readonly setting: keyof MeasuredFacts;
    /** How many samples of a data set are measured. */
    count(size: number, shape: SampleShape): number;
    /** @param samples float32 [count, …shape] */
    measure(samples: Float32Array, shape: SampleShape): MeasuredFacts;
  };
}

/** The settings that the length of the noise depends on. */
export type NoiseSettings = Pick<NetworkSettings, 'latent' | 'table'>;

/** A GAN as data. */
export interface GanVariant {
  readonly name: string;
  /** Paper and section. */
  readonly source: string;
  /** The task of its networks, which determines their names. */
  readonly task: TaskName;
  /**
   * The data kinds that it learns from, images and points unless given. Its networks name their samples
   * as the first one does: the generator's output and the discriminator's input are `image` for images.
   */
  readonly kinds?: readonly KindName[];
  /** The distribution of the generator's noise; normal unless given. */
  readonly noise?: NoiseName;
  /** What its networks learn on, where that is not the samples themselves. */
  readonly representation?: Representation;
  /** The length of the generator's noise, where the shape of a sample decides it. */
  readonly latentOf?: (sample: SampleShape) => number;
  /** What its networks may learn before the game, in the first `pretrainSteps` steps. */
  readonly pretraining?: PretrainingName;
  /** Whether it learns the classes of its data: the generator has an input `label`. */
  readonly labeled?: boolean;
  /** Whether it learns a condition of its data, a number: the generator has an input `condition` [batch, 1]. */
  readonly conditioned?: boolean;
  /** Whether the discriminator of several samples at a time has a label for each of them. */
  readonly packsLabels?: boolean;
  /** The length of its noise, where that is not the setting `latent`. */
  noiseLength?(settings: NoiseSettings): number;
  /** Makes the networks, by the names of the task, generators first. */
  networks(settings: NetworkSettings): Readonly<Record<string, NetworkDescription>>;
  /** The initializers of the weights, by kind of weight. */
  readonly initialization: Initialization;
  /** Default settings, where they differ from the general defaults. */
  readonly defaults?: Readonly<Record<string, string | number | boolean>>;
  /** Losses of its own by name. The setting `loss` may name them, or a general one. */
  readonly losses?: Readonly<Record<string, LossPreset>>;
  /** The optional parts that its networks have. Warnings propose only these. */
  readonly parts?: readonly (keyof NetworkOptions)[];
}
