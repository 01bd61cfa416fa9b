/** What ganport's own packages use of core beyond its public interface. It may change in any version. */
export { metricsRowSchema } from './checkpoint/metrics-row.ts';
export { decodeSafetensors, encodeSafetensors } from './checkpoint/safetensors.ts';
export { checkResumable } from './checkpoint/resumable.ts';
export { versionChange } from './checkpoint/written-by.ts';
export {
  type Condition,
  conditionOfMetadata,
  conditionText,
  type SampleConditions,
  spreadConditions,
} from './data/condition.ts';
export { augmented } from './data/augmentation.ts';
export type { Augmentation } from './data/dataset.ts';
export { batchIndices } from './data/batch-order.ts';
export { sampleShapeOf } from './gan/plan.ts';
export { checkRead, scaleBytes } from './data/dataset.ts';
export { tableDataset } from './data/table-dataset.ts';
export { prefetch } from './data/prefetch.ts';
export { RING, ringCenter, ringModes } from './data/ring.ts';
export { type Sides, sidesOf } from './data/sides.ts';
export { createOnnxEngine } from './engines/engine-onnx.ts';
export { createTfjsEngine } from './engines/engine-tfjs.ts';
export { type Engine } from './engines/engine.ts';
export { writeVariables } from './engines/state.ts';
export { type GanStep, createStep } from './engines/step.ts';
export { batchNorm } from './layers/batch-norm.ts';
export { conv, dense } from './layers/common.ts';
export { jetObservables } from './jets/observables.ts';
export { imageProblem, limits, sizeProblem } from './limits.ts';
export { lossPresetNames } from './losses/presets.ts';
export { joinFeatures } from './metrics/features.ts';
export { fourier2d } from './sounds/fourier.ts';
export { waveLength } from './metrics/power-spectrum.ts';
export { SPLITS } from './metrics/inception-score.ts';
export { distanceOf, nearestOf } from './metrics/nearest-vectors.ts';
export { softmax } from './metrics/softmax.ts';
export { kernelSubset } from './metrics/kernel-distance.ts';
export { type LatentDirections, latentDirections } from './metrics/latent-directions.ts';
export { NEIGHBORS } from './metrics/manifold.ts';
export { initializeWeights } from './models/initialize.ts';
export { asNetwork } from './models/network.ts';
export { dataKinds, kindNamesOf, kindOf, type KindName, usualClasses } from './kinds/index.ts';
export { DEFAULT_RATE, joinSounds } from './kinds/audio.ts';
export { sampleLength } from './kinds/kind.ts';
export type { ImageShape } from './models/description.ts';
export { spectrogramLayer, spectrogramShape } from './layers/spectrogram.ts';
export { createAdam } from './optimizers/adam.ts';
export { withChannels } from './pictures/channels.ts';
export { drawProjections, projectionsSize } from './pictures/projections.ts';
export { colorOf } from './pictures/color-scale.ts';
export { JET_SCALE, jetLevel } from './pictures/jet-scale.ts';
export { imageGrid } from './pictures/image-grid.ts';
export { namesOnSheet } from './pictures/sheet.ts';
export {
  drawSound,
  HEIGHT as SOUND_HEIGHT,
  WIDTH as SOUND_WIDTH,
} from './pictures/sound-picture.ts';
export { noises, type NoiseName } from './random/noise.ts';
export { mapTiles, type Tiled, type TileMap } from './pictures/tiled.ts';
export { type AxisTiles, tileAxis } from './pictures/tiles.ts';
export { fillNormal } from './random/normal.ts';
export { drawRandomInputs } from './random/random-inputs.ts';
export { keyed } from './random/random-source.ts';
export { shuffle } from './random/shuffle.ts';
export { lerp, slerp } from './random/spherical.ts';
export { LEAST_TRUNCATION, truncate } from './random/truncation.ts';
export { fillUniform } from './random/uniform.ts';
export {
  describeSettings,
  type DescribedSetting,
  type SettingValues,
  settingValues,
} from './settings/describe.ts';
export { settingFlags, shownCommand } from './settings/flags.ts';
export { settingsByConcern, type Setting } from './settings/index.ts';
export { ngramModel } from './text/ngram-model.ts';
export {
  odd,
  PADDING,
  textsOf,
  UNKNOWN,
  type Vocabulary,
  vocabularyProblem,
} from './text/vocabulary.ts';
export { encodeWav, fromSixteenBits, toSixteenBits } from './sounds/wav.ts';
export { describeTable, type TextColumn, valuesOfTable } from './tables/cells.ts';
export { cellOf, csvLine, csvLines, decodeColumns, decodeRows } from './tables/decode.ts';
export { drawClasses } from './tables/sampling.ts';
export { tableNotes } from './tables/notes.ts';
export { type Column, layoutOf, type Table, tableProblem } from './tables/table.ts';
export { drawFromNoise } from './tasks/draw-from-noise.ts';
export { measureData } from './training/measure-data.ts';
export { openInstruments } from './training/instruments.ts';
export { type LoopHooks, runSteps, viewOf } from './training/loop.ts';
export { reportLine } from './training/report.ts';
export { createWorkersEngine, type WorkersOptions } from './workers/engine-workers.ts';
export { exportWorkerProgram } from './workers/export-program.ts';
export { headerOf } from './training/loop.ts';
export { checkVariant } from './variants/define-variant.ts';
export { versions } from './versions.ts';
