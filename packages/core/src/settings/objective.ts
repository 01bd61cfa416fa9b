/** Settings of the objective: what the networks minimize, and what the discriminator sees. */
import * as z from 'zod';
import { diffAugment } from '../augmentation/index.ts';
import { CoreError } from '../errors.ts';
import { regularizerNames, type RegularizerName } from '../losses/index.ts';
import { setting, weight, type ValuesOf } from './setting.ts';

const policy = z.string().superRefine((text, context) => {
  try {
    diffAugment(text);
  } catch (thrown) {
    const message = thrown instanceof CoreError ? thrown.message : String(thrown);
    context.addIssue({ code: 'custom', message });
  }
});

export const objectiveSettings = {
  loss: setting(
    z.string().default('non-saturating'),
    '--loss <loss>',
    "what is minimized, with its paper's optimizers, regularizer and steps as defaults",
  ),
  regularizer: setting(
    z.enum(['none', ...regularizerNames] as ['none', ...RegularizerName[]]).default('none'),
    '--regularizer <name>',
    "penalty on the discriminator's gradient",
  ),
  regularizerWeight: setting(
    weight().default(0),
    '--regularizer-weight <w>',
    'weight of the regularizer',
  ),
  discriminatorSteps: setting(
    z.int().min(1).max(100),
    '--discriminator-steps <n>',
    'discriminator updates for each generator update',
  ),
  realLabel: setting(
    z.number().positive().max(1).default(1),
    '--real-label <y>',
    'target of real images; 0.9 is one-sided label smoothing',
  ),
  instanceNoise: setting(
    weight().default(0),
    '--instance-noise <stddev>',
    'standard deviation of noise on all images that the discriminator sees',
  ),
  augment: setting(
    policy.optional(),
    '--augment <policy>',
    'DiffAugment: some of color,translation,cutout',
  ),
  cycleWeight: setting(
    weight().default(10),
    '--cycle-weight <w>',
    'cyclegan: weight of the cycle consistency loss',
  ),
  identityWeight: setting(
    weight().default(5),
    '--identity-weight <w>',
    'cyclegan: weight of the identity loss',
  ),
  pairWeight: setting(
    weight().default(100),
    '--pair-weight <w>',
    'pix2pix: weight of the distance to the partner',
  ),
  temperatureMax: setting(
    z.number().min(1).max(1e6).optional(),
    '--temperature-max <b>',
    'relgan: the inverse temperature of the Gumbel softmax after the last step',
  ),
  conditionWeight: setting(
    weight().optional(),
    '--condition-weight <w>',
    'voxelgan: weight of the relative error of the energy, estimated and summed',
  ),
  poolSize: setting(
    z.int().min(0).max(10_000).default(50),
    '--pool-size <n>',
    'cyclegan: earlier translations kept for the discriminators, 0 for none',
  ),
} as const;

export type ObjectiveSettings = ValuesOf<typeof objectiveSettings>;
