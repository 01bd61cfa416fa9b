/**
 * What ganport's own packages, tests and benches use of lab beside its public interface. It may
 * change at any time.
 */
export { noiseGeneratorOn } from './applications/generate/noise-generator.ts';
export { linesOfSamples } from './applications/generate/picture.ts';
export {
  checkFormat,
  type SampleFormat,
  sampleFormatOf,
  sampleFormats,
} from './applications/generate/sample-formats.ts';
export { wantedClasses } from './applications/generate/wanted-classes.ts';
export { fromBytes, toBytes } from './imaging/eight-bit.ts';
export { classifierModel } from './classifier/classifier-model.ts';
export { shippedClassifier } from './classifier/open-classifier.ts';
export { formatSetting, formatValue, letterOf, progressOf } from './comparison/format.ts';
export {
  describeMetric,
  metricNames,
  recordedMetric,
  recordedValues,
} from './comparison/metrics.ts';
export { readRun } from './comparison/read-run.ts';
export { isImageName } from './data/list-images.ts';
export { columnNames } from './data/options.ts';
export { jetArrays } from './data/jets.ts';
export { mnistFiles } from './data/mnist.ts';
export { encodeNpz } from './data/npz.ts';
export { encodeNpy, parseNpy, type NpyArray } from './data/npy.ts';
export { fitImages, imageInputOf, type ImageInput } from './kinds/image-input.ts';
export { makeFolder, writeFileAtomic } from './files/atomic-file.ts';
export { nameProblem } from './files/file-names.ts';
export { checkEmpty as checkEmptyFolder, writeWholeFolder } from './files/whole-folder.ts';
export { importDefault } from './files/import-default.ts';
export { lockFolder, type LockHolder, readLock } from './files/lock.ts';
export { writeWorkerProgram } from './training/worker-program.ts';
export { readInputFile, statInput } from './files/read-input.ts';
export { convertNaturalExtractor, naturalExtractorPath } from './features/natural/convert.ts';
export { encodePng } from './imaging/encode-image.ts';
export {
  classNamesOf,
  kindOfModel,
  multipleOf,
  valueRangeOf,
  vocabularyOfModel,
} from './models/model-metadata.ts';
export {
  isRunFolder,
  listSamples,
  readSampleLines,
  removeRun,
  runFolder,
} from './run-folder/run-folder.ts';
export { openModeReader } from './training/mode-readers.ts';
export { openBatches } from './training/open-batches.ts';
export { isVariantFile } from './models/variant-file.ts';
export { launchWorker } from './workers/launch-worker.ts';
