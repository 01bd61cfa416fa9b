/** What is applied to images, inside a training step, before the discriminator sees them. */
export { diffAugment } from './diff-augment.ts';
export { addNoise } from './instance-noise.ts';
