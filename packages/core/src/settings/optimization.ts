/** Settings of the optimization: steps, batches, seed, learning rates. */
import * as z from 'zod';
import { limits } from '../limits.ts';
import { count, setting, share, size, upTo, weight, type ValuesOf } from './setting.ts';

const rate = () => z.number().positive().max(1);

export const optimizationSettings = {
  steps: setting(count().default(10_000), '--steps <n>', 'training steps in all'),
  batchSize: setting(
    upTo(limits.batch).default(64),
    '--batch-size <n>',
    'real images in a discriminator update, and as many generated ones',
  ),
  generatorBatchSize: setting(
    upTo(limits.batch).optional(),
    '--generator-batch-size <n>',
    'images in a generator update (default: the batch size)',
  ),
  seed: setting(
    z.int().min(0).max(Number.MAX_SAFE_INTEGER).default(1),
    '--seed <n>',
    'seed of all random numbers',
  ),
  preset: setting(
    z.enum(['field', 'article']).default('field'),
    '--preset <preset>',
    'the usual defaults of GANs, or those of the Keras article that ganport began with',
  ),
  generatorLearningRate: setting(
    rate(),
    '--generator-learning-rate <r>',
    "learning rate of the generator's Adam",
  ),
  discriminatorLearningRate: setting(
    rate(),
    '--discriminator-learning-rate <r>',
    "learning rate of the discriminator's Adam",
  ),
  beta1: setting(share(), '--beta1 <b>', "Adam's decay of the first moment"),
  beta2: setting(share(), '--beta2 <b>', "Adam's decay of the second moment"),
  generatorWeightDecay: setting(
    weight().default(0),
    '--generator-weight-decay <w>',
    "added to the generator's gradients: this times the weights",
  ),
  clip: setting(
    weight().default(0),
    '--clip <bound>',
    "clip the discriminator's weights to ± this; 0 for none",
  ),
  clipNorm: setting(
    weight().optional(),
    '--clip-norm <norm>',
    'scale the gradients of an update down to this norm; 0 for none',
  ),
  pretrainSteps: setting(
    z
      .int()
      .min(0)
      .max(2 ** 31)
      .optional(),
    '--pretrain-steps <n>',
    'relgan: the first steps, in which the generator learns by maximum likelihood',
  ),
  pretrainLearningRate: setting(
    rate().optional(),
    '--pretrain-learning-rate <r>',
    'relgan: learning rate of these steps',
  ),
  decayFrom: setting(
    z.int().min(0).optional(),
    '--decay-from <step>',
    'learning rates decay linearly from this step on, …',
  ),
  decayUntil: setting(
    size().optional(),
    '--decay-until <step>',
    '… and are 0 at this one (default: the last step)',
  ),
  ema: setting(
    share().default(0),
    '--ema <decay>',
    "samples and exports use the moving average of the generator's weights",
  ),
} as const;

export type OptimizationSettings = ValuesOf<typeof optimizationSettings>;
