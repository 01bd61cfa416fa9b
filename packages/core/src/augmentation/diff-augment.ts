/**
 * DiffAugment (Zhao et al. 2020): random changes of real and generated images, in the updates of both
 * networks, through which gradients flow. It keeps the discriminator from memorizing a small data set.
 * Each call makes new draws from the run's seed.
 */
import type * as tf from '@tensorflow/tfjs';
import { CoreError } from '../errors.ts';
import type { Images } from '../layers/linear-map.ts';
import { color } from './color.ts';
import { cutout } from './cutout.ts';
import { translation } from './translation.ts';

const augmentations = { color, translation, cutout } as const;

export const augmentationNames = Object.keys(augmentations) as (keyof typeof augmentations)[];

/** Images [batch, height, width, channels] in [-1, 1] → images of the same shape. */
export type Augment = (images: tf.Tensor) => tf.Tensor;

/**
 * The augmentation of a policy.
 *
 * @param policy names separated by commas, in the order in which they are applied:
 * 'color,translation,cutout'
 * @throws CoreError 'bad-argument' for an unknown name, and for a name that occurs twice
 */
export function diffAugment(policy: string): Augment {
  const names = policy.split(',').map((name) => name.trim());
  const steps = names.map((name, i) => {
    const known = augmentationNames.find((candidate) => candidate === name);
    if (known && names.indexOf(name) === i) return augmentations[known];
    const problem = known ? `'${name}' occurs twice` : `there is no '${name}'`;
    const message = `augmentation: ${problem} in '${policy}'; give some of ${augmentationNames.join(', ')}, separated by commas`;
    throw new CoreError('bad-argument', message);
  });
  return (images) => steps.reduce<Images>((x, step) => step(x), images as Images);
}
