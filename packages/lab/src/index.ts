/**
 * @ganport/lab: Node's half of ganport. It trains into run folders, opens the networks of runs and
 * files, reads data and pictures, evaluates samples, and draws, augments and translates images.
 */
export { LabError, type LabErrorCode } from './errors.ts';

// Training.
export { train, type TrainPlace, type TrainResult } from './training/train.ts';
export {
  loadVariant,
  writeVariantTemplate,
  type NamedVariant,
  type VariantToolkit,
} from './models/variant-file.ts';

// Runs and their networks.
export { openModel, type OpenedModel } from './models/open-model.ts';
export { loadNetwork, type LoadedNetwork } from './models/run-networks.ts';
export { readCheckpoint, type ReadCheckpoint } from './run-folder/checkpoint-files.ts';
export { readMetrics } from './run-folder/metrics.ts';
export { openRunFolder, type RunFolder } from './run-folder/run-folder.ts';
export { readWarnings } from './run-folder/warnings-file.ts';

// Data.
export { loadIdx } from './data/idx.ts';
export { loadImageFolder } from './data/image-folder.ts';
export { loadMnist } from './data/mnist.ts';
export { loadNpz } from './data/npz.ts';
export { openDataset } from './data/open-dataset.ts';
export { loadText } from './data/text-files.ts';
export { loadWordList, type WordList } from './data/word-lists.ts';
export type { DatasetOptions } from './data/options.ts';
export { openPaired, openUnpaired } from './data/pairs.ts';

// Pictures.
export {
  decodeImage,
  readImage,
  type DecodeOptions,
  type Rectangle,
} from './imaging/decode-image.ts';
export { encodeImage, writePng } from './imaging/encode-image.ts';
export type { ImageFormat } from './imaging/image-header.ts';

// Images from noise.
export {
  planSheet,
  planWalk,
  type Drawing,
  type Sheet,
  type Walk,
} from './applications/generate/plans.ts';
export {
  openNoiseGenerator,
  type DrawnSamples,
  type Latents,
  type NoiseGenerator,
} from './applications/generate/noise-generator.ts';
export { encodeFrames, encodeSheet } from './applications/generate/picture.ts';
export { writeSampleFiles, type SampleLabels } from './applications/generate/sample-files.ts';

// Labeled data sets.
export {
  augment,
  type AugmentHooks,
  type AugmentResult,
  type AugmentSettings,
} from './applications/augment/augment.ts';
export {
  openConditionalGenerator,
  type ConditionalGenerator,
} from './applications/augment/conditional-generator.ts';
export type { SetFormat } from './applications/augment/formats/index.ts';

// Translation.
export { openImageModel, type ImageModel } from './applications/translate/image-model.ts';
export {
  sideBySide,
  translateImage,
  type TranslateOptions,
} from './applications/translate/translate-image.ts';

// Evaluation.
export {
  evaluate,
  type Evaluation,
  type EvaluationHooks,
  type EvaluationRequest,
} from './evaluation/evaluate.ts';
export {
  evaluateRows,
  type RowsEvaluation,
  type RowsEvaluationRequest,
} from './evaluation/evaluate-rows.ts';
export {
  baselineNames,
  evaluateText,
  type BaselineName,
  type TextEvaluation,
  type TextEvaluationRequest,
} from './evaluation/evaluate-text.ts';
export type { MetricName, MetricValues } from './evaluation/metrics.ts';
export { openRealData, type RealData } from './evaluation/real-data.ts';
export { runDataOf, type RunData } from './evaluation/run-data.ts';
export { openSamples, type OpenedSamples, type SampleOptions } from './evaluation/open-samples.ts';
export { samplesOf, type Samples } from './evaluation/samples.ts';
export { readStatistics, type Statistics } from './evaluation/statistics.ts';
export {
  nearestSamples,
  type NearestRequest,
  type NearestSamples,
} from './evaluation/nearest-samples.ts';
export { defaultExtractor, openDefaultExtractor } from './evaluation/default-extractor.ts';
export { openExtractor } from './features/extractor.ts';
export type { Extracted, Extractor } from './features/interface.ts';

// Comparison of runs.
export {
  compareRuns,
  type ComparedMetric,
  type DifferingSetting,
  type RunComparison,
} from './comparison/compare-runs.ts';
export { comparisonPage } from './comparison/page.ts';
export type { MetricDescription, Recorded, RecordedMetric } from './comparison/metrics.ts';
export type { ComparedRun } from './comparison/read-run.ts';

// Classifiers.
export { exportClassifier, type ExportedClassifier } from './classifier/export-classifier.ts';
export { asLabeled, type Labeled } from './classifier/labeled.ts';
export { openClassifier, type Classifier } from './classifier/open-classifier.ts';
export { trainClassifier, type ClassifierTraining } from './classifier/train-classifier.ts';
