/** A GAN: the two networks of a variant for images of one shape, with weights from a seed. */
import type { GanVariant, ImageShape } from '../variants/variant.ts';
import { initializeWeights } from './initialize.ts';
import { createNetwork, type Network } from './network.ts';

export interface Gan {
  readonly variant: GanVariant;
  readonly image: ImageShape;
  readonly generator: Network;
  readonly discriminator: Network;
}

/** @param width multiplies the published number of filters */
export function createGan(
  variant: GanVariant,
  image: ImageShape,
  width: number,
  seed: number,
): Gan {
  const generator = createGenerator(variant, image, width);
  const discriminator = createNetwork(
    'discriminator',
    'image',
    image,
    variant.discriminator(image, width),
  );
  for (const [name, { weights }] of Object.entries({ generator, discriminator })) {
    initializeWeights(weights, variant.initialization, seed, name);
  }
  return { variant, image, generator, discriminator };
}

/** The generator alone, its weights as the layers start them. */
export function createGenerator(variant: GanVariant, image: ImageShape, width: number): Network {
  return createNetwork('generator', 'noise', [variant.latent], variant.generator(image, width));
}
