/**
 * What the page of `ganport web` is made of. It is an entry of its own, so that the page loads nothing that
 * only other pages need. It may change in any version.
 */
export { WebError } from './errors.ts';
export type { Drawing, ImageModel, ModelInfo, NoiseModel } from './model.ts';
export { interpolate } from './noise.ts';
export { openModel } from './open-model.ts';
export type { Picture } from './pictures/picture.ts';
export { sheetImage } from './pictures/sheet.ts';
export { soundFile } from './sound-file.ts';
export { tableFile } from './table-file.ts';
export type { PageProvider } from './worker/protocol.ts';
