/** Pictures: grids of samples, training curves, and image files in and out. */
export { curvesSvg, type CurveRow } from './curves.ts';
export { decodeImage } from './decode-image.ts';
export { imageGrid, type ImageGridOptions } from './image-grid.ts';
export type { Pixels } from './pixels.ts';
export { encodePng, writePng } from './png.ts';
export { cropAndResize } from './resize.ts';
