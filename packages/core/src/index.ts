/**
 * Generative adversarial networks in TensorFlow.js, in Node and in web pages: variants, losses and
 * settings as data, one training loop, checkpoints as bytes. `@ganport/core/metrics` has metrics of
 * generated samples; `@ganport/lab` adds files, pictures and evaluation in Node.
 *
 * @module
 */
export { CoreError, type CoreErrorCode } from './errors.ts';

// Plans: what is trained.
export {
  createPlan,
  resumePlan,
  taskOf,
  type Plan,
  type TrainConfig,
  type TrainSettings,
} from './gan/plan.ts';
export { createGan, generatorsOf, type Gan } from './gan/gan.ts';
export { variantNames, variantOf, variants, type VariantName } from './variants/index.ts';

// Variants of one's own.
export { defineVariant } from './variants/define-variant.ts';
export type { GanVariant, NetworkSettings, Representation } from './variants/variant.ts';
export type {
  ImageShape,
  Initialization,
  Initializer,
  NetworkDescription,
  NetworkInput,
} from './models/description.ts';
export type { Network } from './models/network.ts';
export { chain, sequence } from './models/chain.ts';
export * as layers from './layers/index.ts';
export { lossPresets, type GanLoss, type LabelOptions, type LossPreset } from './losses/index.ts';
export { adam, type AdamSettings } from './optimizers/adam.ts';

// Data.
export {
  byteDataset,
  type Dataset,
  type Draws,
  type ImageDataset,
  type RandomCrop,
} from './data/dataset.ts';
export type { KindName } from './kinds/index.ts';
export type { DataKind, SampleFile, SampleSettings, SampleShape } from './kinds/kind.ts';
export { resizeCropFlip } from './data/augmentation.ts';
export { createRing } from './data/ring.ts';
export {
  domainBatches,
  imageBatches,
  type Batches,
  type BatchSource,
  type Domains,
} from './tasks/batches.ts';
export type {
  DrawnSheet,
  Measurements,
  ModeReader,
  Monitor,
  OpenModeReader,
  RunView,
  Task,
  TaskData,
} from './tasks/task.ts';

// Training.
export {
  planForData,
  trainGan,
  type GanTraining,
  type GanTrainingHooks,
  type GanTrainingResult,
} from './training/train-gan.ts';
export type { Instrument } from './training/instruments.ts';
export { createMemoryStore, type MemoryStore } from './training/memory-store.ts';
export type { RunStore } from './training/run-store.ts';
export type { MetricsRow } from './checkpoint/metrics-row.ts';
export type { Warning } from './stability/warnings.ts';
export type { Pixels } from './pictures/pixels.ts';

// Results.
export {
  decodeCheckpoint,
  encodeCheckpoint,
  type Checkpoint,
  type CheckpointHeader,
} from './checkpoint/checkpoint.ts';
export { exportNetwork, trainedNetwork, type TrainedNetwork } from './engines/trained-network.ts';
export { sampleNoise } from './random/sample-noise.ts';
