/**
 * What a user chooses by `--loss`: a loss with what its paper trains it with. Each part is a default
 * that the user may change.
 */
import { CoreError } from '../errors.ts';
import { adam, type AdamSettings } from '../optimizers/adam.ts';
import { hinge } from './hinge.ts';
import { leastSquares } from './least-squares.ts';
import { minimax, nonSaturating, type GanLoss } from './loss.ts';
import type { RegularizerName } from './regularizers/index.ts';
import { wasserstein } from './wasserstein.ts';

type Rates = Pick<AdamSettings, 'learningRate' | 'beta1' | 'beta2'>;

export interface LossPreset {
  readonly loss: GanLoss;
  /** Paper and section that the settings are from. */
  readonly source: string;
  /** A regulariser of D and its weight. */
  readonly regularizer?: { readonly name: RegularizerName; readonly weight: number };
  /** After each of D's steps its weights are clipped to ± this. */
  readonly clip?: number;
  /** Steps of D for each step of G. */
  readonly discriminatorSteps: number;
  readonly optimizers: { readonly generator: Rates; readonly discriminator: Rates };
}

const both = (settings: AdamSettings) => ({ generator: settings, discriminator: settings });
const dcgan = both(adam(2e-4, { beta1: 0.5 }));

export const lossPresets = {
  'non-saturating': {
    loss: nonSaturating,
    source: 'Goodfellow et al. 2014, section 3; Adam of Radford et al. 2016, section 4',
    discriminatorSteps: 1,
    optimizers: dcgan,
  },
  minimax: {
    loss: minimax,
    source: 'Goodfellow et al. 2014, equation 1; Adam of Radford et al. 2016, section 4',
    discriminatorSteps: 1,
    optimizers: dcgan,
  },
  lsgan: {
    loss: leastSquares,
    source: 'Mao et al. 2017, equation 9; Adam of Zhu et al. 2017, section 4',
    discriminatorSteps: 1,
    optimizers: dcgan,
  },
  hinge: {
    loss: hinge,
    source: 'Zhang et al. 2019 (SAGAN), section 4: two time-scale rates, one step each',
    discriminatorSteps: 1,
    optimizers: {
      generator: adam(1e-4, { beta1: 0, beta2: 0.9 }),
      discriminator: adam(4e-4, { beta1: 0, beta2: 0.9 }),
    },
  },
  wgan: {
    loss: wasserstein,
    source:
      'Arjovsky et al. 2017, algorithm 1; its RMSProp (5e-5, smoothing 0.99) is Adam with β₁ = 0, but for the correction of the bias',
    clip: 0.01,
    discriminatorSteps: 5,
    optimizers: both(adam(5e-5, { beta1: 0, beta2: 0.99 })),
  },
  'wgan-gp': {
    loss: wasserstein,
    source:
      'Gulrajani et al. 2017, algorithm 1; Adam (0.5, 0.9) as in its published code for MNIST',
    regularizer: { name: 'gp', weight: 10 },
    discriminatorSteps: 5,
    optimizers: both(adam(1e-4, { beta1: 0.5, beta2: 0.9 })),
  },
} as const satisfies Record<string, LossPreset>;

export const lossPresetNames = Object.keys(lossPresets) as (keyof typeof lossPresets)[];

/** @throws CoreError 'bad-argument' for a name that is none */
export function lossPresetOf(name: string): LossPreset {
  const known = lossPresetNames.find((candidate) => candidate === name);
  if (known) return lossPresets[known];
  throw new CoreError(
    'bad-argument',
    `loss: there is no '${name}'; choose one of ${lossPresetNames.join(', ')}`,
  );
}
