/** pix2pix: translation learned from pairs, by a U-Net and a PatchGAN whose input is both images. */
import type * as tf from '@tensorflow/tfjs';
import {
  concat,
  conv,
  convTranspose,
  dropout,
  instanceNorm,
  leakyReLU,
  relu,
  tanh,
} from '../layers/index.ts';
import { chain } from '../models/chain.ts';
import type { NetworkDescription } from '../models/description.ts';
import { pairTranslation } from '../objectives/roles.ts';
import { patches, translationDefaults, translationInitialization } from './cyclegan.ts';
import { checkSides } from './sizes.ts';
import type { GanVariant, NetworkSettings } from './variant.ts';

/**
 * A U-Net. It halves the image until 2 pixels are left (at most eight times) and doubles it again; a skip
 * connection joins each size to the same size on the way up. Dropout in the three deepest doublings is
 * the only noise of the generator.
 */
function uNet({ image, filters }: NetworkSettings): NetworkDescription {
  const [height, width, channels] = image;
  const depth = Math.min(8, Math.max(2, Math.floor(Math.log2(Math.min(height, width) / 4)) + 1));
  checkSides('pix2pix', image, 2 ** depth);
  const count = (level: number) => filters * Math.min(8, 2 ** level);
  return {
    inputs: { source: { shape: [height, width, channels] } },
    outputs: (input) => {
      const sizes: tf.SymbolicTensor[] = [];
      let x = input('source');
      for (let level = 0; level < depth; level++) {
        x = chain(x, [
          ...(level === 0 ? [] : [leakyReLU(`leaky_${level + 1}`)]),
          conv(`down_${level + 1}`, count(level), { kernel: 4, stride: 2 }),
          // The deepest level has so few pixels that normalization would remove their information.
          ...(level === 0 || level === depth - 1 ? [] : [instanceNorm(`down_${level + 1}_norm`)]),
        ]);
        sizes.push(x);
      }
      for (let level = depth - 2; level >= 0; level--) {
        const up = chain(x, [
          relu(`up_${level + 1}_relu`),
          convTranspose(`up_${level + 1}`, count(level), { kernel: 4, stride: 2 }),
          instanceNorm(`up_${level + 1}_norm`),
          ...(level >= depth - 4 && level > 0 ? [dropout(`up_${level + 1}_dropout`, 0.5)] : []),
        ]);
        x = concat(`skip_${level + 1}`).apply([
          up,
          sizes[level] as tf.SymbolicTensor,
        ]) as tf.SymbolicTensor;
      }
      return chain(x, [
        relu('pixels_relu'),
        convTranspose('pixels', channels, { kernel: 4, stride: 2 }),
        tanh('image'),
      ]);
    },
  };
}

export const pix2pix: GanVariant = {
  name: 'pix2pix',
  source:
    'Isola, Zhu, Zhou & Efros 2017, sections 3 and 6.1; instance norm, which is batch norm of batches of 1',
  task: 'pairs',
  networks: (settings) => ({
    [pairTranslation.generator]: uNet(settings),
    [pairTranslation.discriminator]: patches(settings, 2 * settings.image[2]),
  }),
  initialization: translationInitialization,
  parts: ['spectralNorm'],
  defaults: { ...translationDefaults, loss: 'non-saturating', flip: true },
};
