/** What a page can train on the digits: networks of a size that a browser trains while one watches. */
import { text } from '../text.ts';
import type { Choice } from '../training/controls.tsx';
import type { Settings } from '../training/protocol.ts';

export interface Kind {
  readonly settings: Settings;
  readonly title: string;
  /** What it is, in a sentence. */
  readonly story: string;
  /** What can be changed of it. */
  readonly options: readonly Choice[];
  /** Whether it learns from two folders of images. */
  readonly isTranslator?: boolean;
}

const common = {
  data: 'mnist',
  batchSize: 64,
  ema: 0.99,
  reportEvery: 1e6,
  sampleEvery: 50,
  checkpointEvery: 500,
  metricsEvery: 10,
  monitorEvery: 100,
  evaluateEvery: 500,
} as const;

const steps: Choice = {
  field: 'steps',
  title: text.start.steps,
  values: [500, 1000, 3000, 5000, 10_000, 20_000],
  byDefault: 3000,
};
const seed: Choice = {
  field: 'seed',
  title: text.train.settings.seed,
  values: [1, 2, 3, 4, 5],
  byDefault: 1,
};

/** What can be changed of GANs on digits. */
const options: readonly Choice[] = [
  {
    field: 'width',
    title: text.train.settings.width,
    values: [0.125, 0.25, 0.5, 1],
    byDefault: 0.25,
  },
  steps,
  {
    field: 'loss',
    title: text.start.loss,
    values: ['non-saturating', 'lsgan', 'hinge', 'wgan-gp'],
    byDefault: 'non-saturating',
  },
  { field: 'ema', title: text.learn.settings.ema, values: [0, 0.9, 0.99, 0.999], byDefault: 0 },
  seed,
];

/** In the order in which they are offered. */
export const kinds: readonly Kind[] = [
  {
    ...text.train.kinds.mlp,
    options,
    // Small and quick: the eye tells digits apart after 1,000 steps.
    settings: {
      ...common,
      variant: 'mlp',
      width: 0.25,
      steps: 5000,
      generatorLearningRate: 1e-3,
      discriminatorLearningRate: 1e-3,
    },
  },
  {
    ...text.train.kinds.dcgan,
    options,
    settings: { ...common, variant: 'dcgan', width: 0.25, steps: 3000 },
  },
  {
    ...text.train.kinds.cgan,
    options,
    settings: { ...common, variant: 'cgan', width: 0.25, steps: 3000 },
  },
  {
    ...text.train.kinds.cyclegan,
    isTranslator: true,
    options: [
      {
        field: 'imageSize',
        title: text.train.settings.imageSize,
        values: [32, 64, 128],
        byDefault: 64,
      },
      {
        field: 'filters',
        title: text.train.settings.filters,
        values: [4, 8, 16, 32],
        byDefault: 8,
      },
      { field: 'blocks', title: text.train.settings.blocks, values: [1, 2, 3, 6, 9], byDefault: 2 },
      steps,
      seed,
    ],
    settings: {
      variant: 'cyclegan',
      dataA: 'A',
      dataB: 'B',
      imageSize: 64,
      filters: 8,
      blocks: 2,
      steps: 3000,
      reportEvery: 1e6,
      sampleEvery: 25,
      checkpointEvery: 250,
      metricsEvery: 5,
      monitorEvery: 100,
    },
  },
];
