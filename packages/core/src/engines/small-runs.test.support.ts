/** Small GANs of every variant, and batches for them. */
import type { HostTensor, TensorMap } from '@ganport/runtime';
import { keyed } from '../random/random-source.ts';
import { fillUniform } from '../random/uniform.ts';
import { createPlan, taskOf, type Plan, type TrainSettings } from '../gan/plan.ts';
import { generatorsOf } from '../gan/gan.ts';
import type { KindName } from '../kinds/index.ts';
import { smallTable } from '../tables/small-table.test.support.ts';
import { noiseLengthOf } from '../tasks/task.ts';
import { variantNames, variantOf, type VariantName } from '../variants/index.ts';

/** Settings of samples that are no images. */
const smallSamples: Partial<Readonly<Record<KindName, Partial<TrainSettings>>>> = {
  audio: { sample: [128, 1] },
  jets: { sample: [9, 9, 1], latent: 16 },
  volumes: { sample: [4, 5, 6, 1], latent: 8, batchSize: 4 },
  // The difference of a critic does not depend on the biases at its end: their gradients are rounding
  // alone, which Adam enlarges. With another loss they are gradients.
  text: {
    sample: [6, 5],
    width: 1 / 128,
    batchSize: 4,
    loss: 'non-saturating',
    regularizer: 'gp',
  },
  rows: { sample: [6], table: smallTable, latent: 8, pac: 2 },
};

/** A step of pre-training, then the game, in which the temperature grows from 1 to 4. */
const smallPhases: Partial<TrainSettings> = {
  pretrainSteps: 1,
  pretrainLearningRate: 1e-4,
  steps: 3,
  temperatureMax: 4,
  loss: 'rsgan',
  regularizer: 'none',
  memorySlots: 2,
  discriminatorSteps: 1,
};

/** Of variants whose samples are longer than those of their kind must be. The loss is as for text. */
const spectrograms: Partial<TrainSettings> = {
  sample: [256, 1],
  width: 1 / 64,
  batchSize: 2,
  loss: 'non-saturating',
  regularizer: 'gp',
};
const smallVariants: Readonly<Record<string, Partial<TrainSettings>>> = {
  specgan: spectrograms,
  cspecgan: spectrograms,
};

/** Settings with which a step of any variant is fast. */
export function smallPlan(settings: TrainSettings): Plan {
  const { task, labeled, kinds, pretraining } = variantOf(settings.variant);
  const images = task === 'generation' ? [12, 12, 1] : [16, 16, 2];
  return createPlan({
    width: 1 / 16,
    batchSize: task === 'generation' ? 8 : 2,
    seed: 4,
    ...(smallSamples[kinds?.[0] ?? 'images'] ?? { image: images }),
    ...smallVariants[settings.variant],
    ...(labeled && { classNames: ['a', 'b', 'c'] }),
    ...(pretraining && smallPhases),
    ...(task !== 'generation' && { filters: 2, blocks: 1, poolSize: 3 }),
    ...settings,
  });
}

/** The batch of a step, in [-1, 1]; new arrays each time. */
export function batchOf({ variant, config }: Plan, step: number): TensorMap {
  const { batchSize, discriminatorSteps } = config;
  const images = (count: number, draw: number): HostTensor => {
    const dims = [count, ...(config.image ?? config.sample ?? [])];
    const data = new Float32Array(dims.reduce((size, dim) => size * dim));
    fillUniform(keyed(9, 'test', step, draw), data, -1, 1);
    return { dtype: 'float32', dims, data };
  };
  if (variant.task !== 'generation') {
    return { a: images(batchSize, 0), b: images(batchSize, 1) };
  }
  const count = batchSize * discriminatorSteps;
  const label = Int32Array.from({ length: count }, (_, i) => (i + step) % 3);
  return {
    real: images(count, 0),
    ...(variant.labeled && { label: { dtype: 'int32', dims: [count], data: label } }),
    ...(variant.conditioned && { condition: conditionsOf(count, step) }),
  };
}

/** Conditions above 0. */
function conditionsOf(count: number, step = 0): HostTensor {
  const data = Float32Array.from({ length: count }, (_, i) => 0.5 + ((i + step) % 3) / 4);
  return { dtype: 'float32', dims: [count, 1], data };
}

/** The first generator of a variant and inputs for it, the same each time. */
export function generatorInputs(plan: Plan, count: number): [string, TensorMap] {
  const { config, variant } = plan;
  const [generator = ''] = generatorsOf(plan);
  if (taskOf(plan).data !== 'samples') {
    const { a } = batchOf({ ...plan, config: { ...config, batchSize: count } }, 77);
    return [generator, { source: a as HostTensor }];
  }
  const length = noiseLengthOf(variant, config);
  const data = new Float32Array(count * length);
  fillUniform(keyed(9, 'noise'), data, -1, 1);
  const label = Int32Array.from({ length: count }, (_, i) => i % 3);
  const noise: HostTensor = { dtype: 'float32', dims: [count, length], data };
  return [
    generator,
    {
      noise,
      ...(variant.labeled && {
        label: { dtype: 'int32', dims: [count], data: label },
      }),
      ...(variant.conditioned && { condition: conditionsOf(count) }),
    },
  ];
}

/** Runs of variants, losses and remedies that must compute the same on every engine. */
export const smallRuns: readonly (readonly [name: string, settings: TrainSettings])[] = [
  ...variantNames.map((variant: VariantName) => [variant, { variant }] as const),
  ['dcgan, 64 × 64', { variant: 'dcgan', image: [64, 64, 3], width: 1 / 32, batchSize: 2 }],
  ['acgan, 32 × 48', { variant: 'acgan', image: [32, 48, 3], width: 1 / 32, batchSize: 4 }],
  ['wgan-gp, spectral norm', { variant: 'dcgan', loss: 'wgan-gp', spectralNorm: true }],
  ['wgan', { variant: 'mlp', loss: 'wgan', discriminatorSteps: 2, width: 1 / 8 }],
  ['hinge, R1, attention', { variant: 'dcgan', loss: 'hinge', regularizer: 'r1', attention: true }],
  ['lsgan, DRAGAN, packs', { variant: 'mlp', loss: 'lsgan', regularizer: 'dragan', pac: 2 }],
  [
    'minimax, all remedies',
    {
      variant: 'dcgan',
      loss: 'minimax',
      realLabel: 0.9,
      instanceNoise: 0.1,
      ema: 0.9,
      augment: 'color,translation,cutout',
      minibatchStddev: true,
      upsampling: 'nearest',
      decayFrom: 1,
      decayUntil: 4,
      generatorBatchSize: 16,
    },
  ],
];
