/**
 * What the page of `ganport web` is made of. It is an entry of its own, so that the page loads nothing that
 * only other pages need. It may change in any version.
 */
export { conditionText } from '@ganport/core/internal';
export type { StartWorker } from './connection.ts';
export { WebError } from './errors.ts';
export { imageModel } from './image-model.ts';
export type { Drawing, ImageModel, ModelInfo, NoiseModel } from './model.ts';
export { interpolate } from './noise.ts';
export { noiseModel, usualConditions, usualLabels } from './noise-model.ts';
export { type Opener, openWith } from './open-with.ts';
export type { Picture } from './pictures/picture.ts';
export { sheetImage } from './pictures/sheet.ts';
export { soundFile } from './sound-file.ts';
export { tableFile } from './table-file.ts';
export type { PageProvider } from './worker/protocol.ts';
