/**
 * The losses that users choose from, by name. A preset is a loss with the regularizer, the optimizers
 * and the number of steps of its paper. Each of these is a default that settings override. A new preset
 * is a line here.
 */
import { adam, type AdamSettings } from '../optimizers/adam.ts';
import { hinge } from './hinge.ts';
import { leastSquares } from './least-squares.ts';
import { minimax, nonSaturating, type GanLoss } from './loss.ts';
import type { RegularizerName } from './regularizers/index.ts';
import { relativistic } from './relativistic.ts';
import { wasserstein } from './wasserstein.ts';

type Rates = Pick<AdamSettings, 'learningRate' | 'beta1' | 'beta2'>;

/** A loss with the settings that its paper trains it with. */
export interface LossPreset {
  readonly loss: GanLoss;
  /** The paper and section of the settings. */
  readonly source: string;
  /** The discriminator's regularizer and its weight; none by default. */
  readonly regularizer?: { readonly name: RegularizerName; readonly weight: number };
  /** The discriminator's weights are clipped to [−clip, clip] after each of its updates. */
  readonly clip?: number;
  /** Updates of the discriminator for each update of the generator. */
  readonly discriminatorSteps: number;
  readonly optimizers: { readonly generator: Rates; readonly discriminator: Rates };
}

const both = (settings: AdamSettings) => ({ generator: settings, discriminator: settings });
const dcgan = both(adam(2e-4, { beta1: 0.5 }));

/**
 * The presets by name: non-saturating, minimax, lsgan, hinge, wgan, wgan-gp, rsgan.
 *
 * @example
 * const gentle = { ...lossPresets['wgan-gp'], discriminatorSteps: 2 };
 * const variant = defineVariant({ ...variants.dcgan, name: 'mine', losses: { gentle } });
 */
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
      'Arjovsky et al. 2017, algorithm 1; its RMSProp (5e-5, smoothing 0.99) is Adam with β₁ = 0 without the bias correction',
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
  rsgan: {
    loss: relativistic,
    source: 'Jolicoeur-Martineau 2019, section 4.2; Adam of Radford et al. 2016, section 4',
    discriminatorSteps: 1,
    optimizers: dcgan,
  },
} as const satisfies Record<string, LossPreset>;

export const lossPresetNames = Object.keys(lossPresets) as (keyof typeof lossPresets)[];
