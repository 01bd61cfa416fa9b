/**
 * A generator in a web page: images, sounds, text or rows of tables from an ONNX file, or a model that stays
 * open. All of it
 * is computed in a worker.
 *
 * @module
 */
export { WebError, type WebErrorCode } from './errors.ts';
export {
  generate,
  generateLines,
  type GenerateOptions,
  labelNumber,
  translate,
} from './generate.ts';
export type {
  DrawOptions,
  Drawing,
  ImageModel,
  ModelInfo,
  NoiseModel,
  OpenOptions,
  TranslateOptions,
  Translation,
} from './model.ts';
export { modelSpec, type ModelSpec } from './model-spec.ts';
export { interpolate, type NoiseOptions } from './noise.ts';
export { openModel } from './open-model.ts';
export type { Picture } from './pictures/picture.ts';
export { sheetImage } from './pictures/sheet.ts';
export { toPictures } from './samples/images.ts';
export { toSamples } from './samples/index.ts';
export type { SampleFacts } from './models/sample-facts.ts';
export type { Sample } from './models/sample-kind.ts';
export { soundFile } from './sound-file.ts';
export { tableFile } from './table-file.ts';
export type { PageProvider, Refusal } from './worker/protocol.ts';
