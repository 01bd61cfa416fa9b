/** Image generation: pictures, single files and interpolations from a generator's ONNX file. */
export { writeImageFiles } from './image-files.ts';
export {
  isConditional,
  openNoiseGenerator,
  openSizedGenerator,
  type GeneratorFile,
  type Images,
  type NoiseGenerator,
  type SizedGenerator,
} from './noise-generator.ts';
export { encodeFrames, encodeSheet, pictureFormat } from './picture.ts';
export { planSheet, planWalk, type Plan } from './plans.ts';
export { wantedClasses } from './wanted-classes.ts';
