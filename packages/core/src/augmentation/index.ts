export { augmentationNames, diffAugment, type Augment } from './diff-augment.ts';
export { addNoise } from './instance-noise.ts';
