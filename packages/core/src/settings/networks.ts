/** Settings of the networks. A variant ignores those of parts that its networks do not have. */
import * as z from 'zod';
import { limits } from '../limits.ts';
import { setting, upTo, type ValuesOf } from './setting.ts';

/** The length of the noise vector unless given. */
export const LATENT = 100;

export const networkSettings = {
  latent: setting(
    upTo(limits.latent).default(LATENT),
    '--latent <n>',
    'length of the noise vector',
  ),
  width: setting(
    z.number().positive().max(16).default(1),
    '--width <factor>',
    'multiplies the published number of filters or units',
  ),
  filters: setting(
    z.int().min(1).max(1024).default(64),
    '--filters <n>',
    'translation: filters of the first layer',
  ),
  blocks: setting(
    z.int().min(0).max(100).default(9),
    '--blocks <n>',
    'translation: residual blocks',
  ),
  pac: setting(
    z.int().min(1).max(16).default(1),
    '--pac <n>',
    'samples that the discriminator judges at a time (PacGAN)',
  ),
  spectralNorm: setting(
    z.boolean().default(false),
    '--spectral-norm',
    'spectral normalization in the discriminator',
  ),
  attention: setting(z.boolean().default(false), '--attention', 'self-attention in both networks'),
  minibatchStddev: setting(
    z.boolean().default(false),
    '--minibatch-stddev',
    'show the discriminator how much the samples of a batch vary',
  ),
  phaseShuffle: setting(
    z.int().min(0).max(64).optional(),
    '--phase-shuffle <n>',
    'audio: places by which the discriminator moves its maps at most, 0 for none',
  ),
  postFilter: setting(
    z.int().min(0).max(4096).optional(),
    '--post-filter <n>',
    'audio: length of a filter after the generator, 0 for none',
  ),
  memorySlots: setting(upTo(64).optional(), '--memory-slots <n>', 'relgan: slots of the memory'),
  memoryHeads: setting(
    upTo(64).optional(),
    '--memory-heads <n>',
    'relgan: heads of the attention of the memory',
  ),
  headSize: setting(
    upTo(4096).optional(),
    '--head-size <n>',
    'relgan: numbers of a head, times --width',
  ),
  upsampling: setting(
    z.enum(['transposed', 'nearest']).default('transposed'),
    '--upsampling <kind>',
    'transposed convolutions, or nearest pixels and a convolution',
  ),
} as const;

export type NetworkOptions = ValuesOf<typeof networkSettings>;
