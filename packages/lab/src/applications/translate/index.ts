/** Style transfer: images of any size and kind through a translator's ONNX file. */
export { openImageModel, type AxisSizes, type ImageModel, type Translated } from './image-model.ts';
export {
  defaultOverlap,
  defaultTile,
  sideBySide,
  translateImage,
  type TranslateOptions,
} from './translate-image.ts';
