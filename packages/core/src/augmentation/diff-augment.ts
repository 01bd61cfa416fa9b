/**
 * DiffAugment (Zhao et al. 2020): random changes of real and generated images alike, in D's step and
 * in G's, through which gradients flow. It keeps D from learning few images by heart. Each call draws
 * anew, from the run's seed.
 */
import type * as tf from '@tensorflow/tfjs';
import { CoreError } from '../errors.ts';
import type { Images } from '../layers/linear-map.ts';
import { color } from './color.ts';
import { cutout } from './cutout.ts';
import { translation } from './translation.ts';

const augmentations = { color, translation, cutout } as const;

export const augmentationNames = Object.keys(augmentations) as (keyof typeof augmentations)[];

/** From images [batch, height, width, channels] in [-1, 1] to images of the same shape. */
export type Augment = (images: tf.Tensor) => tf.Tensor;

/**
 * @param policy names with commas between, in the order in which they are applied, as
 * 'color,translation,cutout'
 * @throws CoreError 'bad-argument' for a name that is none, and for one that comes twice
 */
export function diffAugment(policy: string): Augment {
  const names = policy.split(',').map((name) => name.trim());
  const steps = names.map((name, i) => {
    const known = augmentationNames.find((candidate) => candidate === name);
    if (known && names.indexOf(name) === i) return augmentations[known];
    const problem = known ? `'${name}' comes twice` : `there is no '${name}'`;
    const message = `augmentation: ${problem} in '${policy}'; name some of ${augmentationNames.join(', ')}, with commas between`;
    throw new CoreError('bad-argument', message);
  });
  return (images) => steps.reduce<Images>((x, step) => step(x), images as Images);
}
