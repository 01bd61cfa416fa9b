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
export { readImageHeader, type ImageFormat, type ImageHeader } from './image-header.ts';
