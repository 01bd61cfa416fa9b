/** The rules of the game that can be changed: settings of `ganport train`. */
import { text } from '../text.ts';
import type { Choice } from '../training/controls.tsx';

const rates = [1e-4, 5e-4, 1e-3, 5e-3, 0.01];

/** In the order of the form. A new one is a line here. */
export const rules: readonly Choice[] = [
  {
    field: 'loss',
    title: text.start.loss,
    values: ['non-saturating', 'minimax', 'lsgan', 'hinge', 'wgan', 'wgan-gp'],
    byDefault: 'non-saturating',
  },
  {
    field: 'generatorLearningRate',
    title: text.learn.settings.generatorLearningRate,
    values: rates,
    byDefault: 1e-3,
  },
  {
    field: 'discriminatorLearningRate',
    title: text.learn.settings.discriminatorLearningRate,
    values: rates,
    byDefault: 1e-3,
  },
  {
    field: 'discriminatorSteps',
    title: text.learn.settings.discriminatorSteps,
    values: [1, 2, 3, 5],
    byDefault: 1,
  },
  { field: 'pac', title: text.learn.settings.pac, values: [1, 2, 4], byDefault: 1 },
  { field: 'ema', title: text.learn.settings.ema, values: [0, 0.9, 0.99, 0.999], byDefault: 0 },
  {
    field: 'regularizer',
    title: text.learn.settings.regularizer,
    values: ['none', 'gp', 'r1', 'dragan'],
    byDefault: 'none',
  },
  {
    field: 'spectralNorm',
    title: text.learn.settings.spectralNorm,
    values: [false, true],
    byDefault: false,
  },
];
