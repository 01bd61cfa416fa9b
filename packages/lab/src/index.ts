/**
 * @ganport/lab: Node's half of ganport. Data from files, run folders, pictures, evaluation with its
 * caches, the shipped classifier, and the applications of generators.
 */
export { LabError, type LabErrorCode } from './errors.ts';
export * from './applications/augment/index.ts';
export * from './applications/generate/index.ts';
export { classNamesOf, valueRangeOf } from './applications/model-metadata.ts';
export * from './applications/translate/index.ts';
export * from './classifier/index.ts';
export * from './data/index.ts';
export * from './evaluation/index.ts';
export * from './imaging/index.ts';
export * from './run-folder/index.ts';
export { openModeReader } from './training/mode-readers.ts';
export { openBatches } from './training/open-batches.ts';
export { loadNetwork, saveGenerators, type LoadedNetwork } from './training/run-networks.ts';
export { train, type TrainPlace, type TrainResult } from './training/train.ts';
export {
  loadVariant,
  writeVariantTemplate,
  type NamedVariant,
  type VariantToolkit,
} from './training/variant-file.ts';
