/**
 * A task is what a GAN does: samples from noise, or translation between two domains. Its entry
 * has everything that differs between tasks: the names of its networks, its data, the settings that it
 * refuses, its training step, its pictures of samples and its monitor. A new task is a file in this
 * folder; variants name it.
 */
import type { HostTensor, TensorMap } from '@ganport/runtime';
import type { Dataset } from '../data/dataset.ts';
import type { Objective } from '../objectives/objective.ts';
import type { Translation } from '../objectives/roles.ts';
import type { KindsOfVariant } from '../kinds/index.ts';
import type { SampleFile } from '../kinds/kind.ts';
import type { Pixels } from '../pictures/pixels.ts';
import type { NoiseName } from '../random/noise.ts';
import type {
  DataSettings,
  NetworkOptions,
  ObjectiveSettings,
  OptimizationSettings,
} from '../settings/index.ts';
import type { Batches, Domains } from './batches.ts';

/** The settings that a task uses. */
export type TaskSettings = DataSettings & OptimizationSettings & ObjectiveSettings & NetworkOptions;

/** The part of a variant that a task uses. */
export interface TaskVariant extends KindsOfVariant {
  readonly name: string;
  readonly labeled?: boolean | undefined;
  readonly conditioned?: boolean | undefined;
  readonly noise?: NoiseName | undefined;
  readonly packsLabels?: boolean | undefined;
  noiseLength?(settings: Pick<TaskSettings, 'latent' | 'table'>): number;
}

/** The length of the noise of a plan's generator. */
export function noiseLengthOf(
  { noiseLength }: Pick<TaskVariant, 'noiseLength'>,
  config: Pick<TaskSettings, 'latent' | 'table'>,
): number {
  return noiseLength?.(config) ?? config.latent;
}

/** Applies a network in inference mode with its current weights; returns its first output. */
export type Infer = (network: string, inputs: TensorMap) => Promise<HostTensor>;

/** The part of a run that pictures and monitors use. */
export interface RunView {
  readonly config: TaskSettings;
  readonly variant: TaskVariant;
  readonly batches: Batches;
  readonly infer: Infer;
  /** Opens a reader of the data's modes, where they are known. */
  readonly modes?: OpenModeReader | undefined;
}

/** Assigns samples to the modes of the data. */
export interface ModeReader {
  /** The number of modes. */
  readonly modes: number;
  /**
   * The mode of each sample, -1 for none.
   *
   * @param samples float32 [count, …shape] in [-1, 1]
   */
  read(samples: Float32Array): Promise<Int32Array>;
  dispose(): Promise<void>;
}

/** Opens a reader; returns undefined where the data have more than `most` modes. */
export type OpenModeReader = (most: number) => Promise<ModeReader | undefined>;

/** Numbers by name, which are added to a row of metrics. */
export type Measurements = Readonly<Record<string, number>>;

/** Samples as a picture, and as a file where they are more than that. */
export interface DrawnSheet {
  readonly picture: Pixels;
  readonly file?: SampleFile;
  /** Samples that are text, a line each. */
  readonly lines?: readonly string[];
}

/** Measures a run. */
export interface Monitor {
  /** Measures the generators with their current weights; no step may be running. */
  measure(): Promise<Measurements>;
  dispose(): Promise<void>;
}

/** What tasks learn from: samples of one set, or of two domains. */
export interface TaskData {
  readonly samples: Dataset;
  readonly unpaired: Domains;
  readonly pairs: Domains;
}

interface TaskOf<Data extends keyof TaskData> {
  readonly name: string;
  /** The names of the generators. */
  readonly generators: readonly string[];
  /** The names of all networks. */
  readonly networks: readonly string[];
  /** What it learns from. */
  readonly data: Data;
  /** The directions of translation by name; none for samples from noise. */
  readonly translations: Readonly<Record<string, Translation>>;
  /**
   * Checks settings that the schema accepts.
   *
   * @returns the problem, beginning with the field; undefined where there is none
   */
  check(config: TaskSettings, variant: TaskVariant): string | undefined;
  readonly objective: Objective;
  /** @throws CoreError 'data-mismatch' for data that the variant cannot learn from */
  batches(data: TaskData[Data], config: TaskSettings, variant: TaskVariant): Batches;
  /** Draws samples, from the same noise or the same real samples each time. */
  drawSamples(view: RunView): Promise<DrawnSheet>;
  /** Opens a monitor of the samples. */
  openMonitor(view: RunView): Promise<Monitor>;
}

/** A task. Its type depends on its data. */
export type Task = { readonly [Data in keyof TaskData]: TaskOf<Data> }[keyof TaskData];
