/** Pictures: grids of samples, training curves, and image files in and out. */
export { curvesSvg, type CurveRow } from './curves.ts';
export {
  decodeImage,
  readImage,
  resizePixels,
  type DecodeOptions,
  type Rectangle,
} from './decode-image.ts';
export { encodeImage, encodePng, writePng } from './encode-image.ts';
export { imageGrid, type ImageGridOptions } from './image-grid.ts';
export { readImageHeader, type ImageFormat, type ImageHeader } from './image-header.ts';
export type { Pixels } from './pixels.ts';
export { scatter, type Points } from './scatter.ts';
