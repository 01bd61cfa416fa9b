/**
 * A task is what a kind of GAN does: images from noise, or translation between two domains. Its entry
 * says everything that differs between tasks: the roles of its networks, the data that it learns
 * from, the settings that make no sense for it, its training step, the pictures that a run shows and
 * what a run measures. A new task is a file beside this one; variants name it.
 */
import type { HostTensor, TensorMap } from '@ganport/runtime';
import type { Dataset } from '../data/dataset.ts';
import type { Objective } from '../objectives/objective.ts';
import type { Translation } from '../objectives/roles.ts';
import type { Pixels } from '../pictures/pixels.ts';
import type {
  DataSettings,
  NetworkOptions,
  ObjectiveSettings,
  OptimizationSettings,
} from '../settings/index.ts';
import type { Batches, Domains } from './batches.ts';

/** The settings that a task looks at. */
export type TaskSettings = DataSettings & OptimizationSettings & ObjectiveSettings & NetworkOptions;

/** What a task needs to know of the variant that it serves. */
export interface TaskVariant {
  readonly name: string;
  readonly labeled?: boolean | undefined;
}

/** A network in inference mode with its present weights: the first of its outputs. */
export type Infer = (network: string, inputs: TensorMap) => Promise<HostTensor>;

/** A run as its pictures and measurements see it. */
export interface Scene {
  readonly config: TaskSettings;
  readonly batches: Batches;
  readonly infer: Infer;
  /** Assigns samples to the modes of the data, where those are known. */
  readonly modes?: OpenModeReader | undefined;
}

export interface ModeReader {
  /** The number of modes. */
  readonly modes: number;
  /**
   * The mode of each image, -1 for one that belongs to none.
   * @param images [count, …shape] in [-1, 1]
   */
  read(images: Float32Array): Promise<Int32Array>;
  dispose(): Promise<void>;
}

/** Opens a reader; undefined where the data have more modes than `most`. */
export type OpenModeReader = (most: number) => Promise<ModeReader | undefined>;

/** Numbers of a row of metrics, by name. */
export type Measured = Readonly<Record<string, number>>;

export interface Monitor {
  /** Measures the generators as they are; no step may be running. */
  measure(): Promise<Measured>;
  dispose(): Promise<void>;
}

/** Data sets by the kind that a task learns from. */
export interface DataKinds {
  readonly images: Dataset;
  readonly unpaired: Domains;
  readonly pairs: Domains;
}

export type DataKind = keyof DataKinds;

interface TaskOf<Kind extends DataKind> {
  readonly name: string;
  /** The names of the networks that make images. */
  readonly generators: readonly string[];
  /** All networks that its objective needs. */
  readonly networks: readonly string[];
  /** The kind of data that it learns from. */
  readonly data: Kind;
  /** The directions of a translation, by name; none for images from noise. */
  readonly translations: Readonly<Record<string, Translation>>;
  /**
   * Checks settings against each other.
   * @returns what is wrong, beginning with the field; undefined when nothing is
   */
  check(config: TaskSettings, variant: TaskVariant): string | undefined;
  readonly objective: Objective;
  /** @throws CoreError 'data-mismatch' for data that the variant cannot learn from */
  batches(data: DataKinds[Kind], config: TaskSettings, variant: TaskVariant): Batches;
  /** The picture of a run: the same noise or the same real images each time. */
  drawSamples(scene: Scene): Promise<Pixels>;
  /** Opens what measures the samples of a run. */
  openMonitor(scene: Scene): Promise<Monitor>;
}

export type Task = { readonly [Kind in DataKind]: TaskOf<Kind> }[DataKind];
