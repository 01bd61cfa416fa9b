/**
 * A generator in a web page: images from an ONNX file in one call, or a model that stays open. All of it
 * is computed in a worker.
 *
 * @module
 */
export { WebError, type WebErrorCode } from './errors.ts';
export { generate, type GenerateOptions, labelNumber, translate } from './generate.ts';
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
export { modelSpec, type ModelSpec } from './models/model-spec.ts';
export { interpolate, type NoiseOptions } from './noise.ts';
export { openModel } from './open-model.ts';
export { type Picture, toPictures } from './pictures/picture.ts';
export { sheetImage } from './pictures/sheet.ts';
export type { PageProvider, Refusal } from './worker/protocol.ts';
