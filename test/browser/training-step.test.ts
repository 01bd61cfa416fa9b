/**
 * Whole training steps — all networks forward, gradients, Adam, statistics — traced once and run in a
 * page, on WebAssembly and on WebGPU: they take the same steps as in Node.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as tf from '@tensorflow/tfjs';
import { createGan, createPlan, type TrainConfig, variantOf } from '@ganport/core';
import {
  createStep,
  drawRandomInputs,
  fillUniform,
  type GanStep,
  keyed,
} from '@ganport/core/internal';
import { exportStep } from '@ganport/export';
import type { ConvolutionStrategy } from '@ganport/graph';
import { compareTensors } from '@ganport/parity';
import { openRuntimePage, type RuntimePage } from '@ganport/parity/chromium';
import type { HostTensor, StatefulSession } from '@ganport/runtime';
import { createStatefulSession } from '@ganport/runtime/node';
import { missingChromium, skipNote } from './support/chromium.ts';

const missing = missingChromium();
const seed = 1;
const steps = 3;

type Tensors = Record<string, HostTensor>;

type Settings = Partial<TrainConfig> & { readonly variant: TrainConfig['variant'] };

const small: Partial<TrainConfig> = { image: [8, 8, 1], width: 0.05, batchSize: 4 };
const tiny: Partial<TrainConfig> = {
  image: [16, 16, 3],
  filters: 2,
  blocks: 1,
  batchSize: 1,
  poolSize: 2,
};

const sound: Partial<TrainConfig> = {
  sample: [128, 1],
  width: 0.05,
  batchSize: 4,
  discriminatorSteps: 1,
};

const jet: Partial<TrainConfig> = { sample: [9, 9, 1], latent: 16, width: 0.05, batchSize: 4 };
const volume: Partial<TrainConfig> = {
  sample: [4, 4, 4, 1],
  latent: 8,
  width: 0.05,
  batchSize: 4,
};
/** A loss that leaves every bias a gradient. */
const observed = { loss: 'non-saturating', regularizer: 'gp' } as const;
// The difference of a critic leaves the biases at its end no gradient but rounding, which Adam enlarges.
const line: Partial<TrainConfig> = {
  sample: [6, 5],
  width: 1 / 128,
  batchSize: 4,
  ...observed,
};
const rows: Partial<TrainConfig> = {
  sample: [5],
  table: [
    {
      ...{ kind: 'number', name: 'age', decimals: 0, min: 0, max: 99 },
      modes: [
        { mean: 20, stddev: 5, weight: 0.5 },
        { mean: 60, stddev: 5, weight: 0.5 },
      ],
    },
    { kind: 'category', name: 'town', categories: ['a', 'b'], counts: [1, 1] },
  ],
  latent: 8,
  width: 0.05,
  batchSize: 20,
  ...observed,
};

/**
 * On a graphics card in software a case takes ten seconds, so where all changes are tested WebGPU has the
 * cases whose operators and forms others do not have.
 */
const onWebgpu: ReadonlySet<string> | undefined = process.env['CI']
  ? new Set(['acgan', 'dcgan, wgan-gp', 'cyclegan', 'wavegan', 'lagan', 'chargan'])
  : undefined;

/** Small networks whose losses move: wide weights, ten times the usual learning rate. */
const cases: readonly (readonly [name: string, settings: Settings])[] = [
  ['mlp', { variant: 'mlp', ...small }],
  ['dcgan', { variant: 'dcgan', ...small }],
  ['cgan', { variant: 'cgan', ...small, classNames: ['0', '1', '2'] }],
  ['acgan', { variant: 'acgan', ...small, classNames: ['0', '1', '2'] }],
  // The penalty differentiates gradients.
  ['dcgan, wgan-gp', { variant: 'dcgan', ...small, loss: 'wgan-gp', discriminatorSteps: 1 }],
  ['cyclegan', { variant: 'cyclegan', ...tiny }],
  ['pix2pix', { variant: 'pix2pix', ...tiny }],
  // Phase shuffle gathers by drawn indices.
  ['wavegan', { variant: 'wavegan', ...sound }],
  // Real sounds become spectrograms in the step. The loss is as for text.
  ['specgan', { variant: 'specgan', ...sound, sample: [256, 1], ...observed }],
  // Locally connected layers gather with constant indices.
  ['lagan', { variant: 'lagan', ...jet, classNames: ['0', '1'] }],
  // Convolutions of volumes and their gradients.
  ['voxelgan', { variant: 'voxelgan', ...volume }],
  // Residual blocks that are scaled, and a softmax.
  ['chargan', { variant: 'chargan', ...line }],
  // Gumbel softmax of groups, and a discriminator of packs.
  ['ctgan', { variant: 'ctgan', ...rows, classNames: ['town=a', 'town=b'] }],
  // Drawn characters, and a temperature.
  [
    'relgan',
    {
      variant: 'relgan',
      ...line,
      width: 0.03,
      loss: 'rsgan',
      regularizer: 'none',
      pretrainSteps: 0,
      discriminatorSteps: 1,
    },
  ],
];

function configOf(settings: Settings): TrainConfig {
  const rates = { generatorLearningRate: 2e-3, discriminatorLearningRate: 2e-3 };
  return createPlan({ ...settings, ...rates, seed }).config;
}

function smallStep(config: TrainConfig): GanStep {
  const kernel = { kind: 'normal', mean: 0, stddev: 0.2 } as const;
  const variant = { ...variantOf(config.variant), initialization: { kernel } };
  return createStep(createGan(createPlan(config, variant)));
}

/** The batch of step number `step`, the same everywhere. */
function batchOf(
  { variant, image, sample, batchSize, classNames }: TrainConfig,
  step: number,
): Tensors {
  const images = (draw: number): HostTensor => {
    const dims = [batchSize, ...(image ?? sample ?? [])];
    const data = new Float32Array(dims.reduce((a, b) => a * b));
    fillUniform(keyed(seed, 'test', step, draw), data, -1, 1);
    return { dtype: 'float32', dims, data };
  };
  if (variantOf(variant).task !== 'generation') return { a: images(0), b: images(1) };
  const data = Int32Array.from({ length: batchSize }, (_, i) => (i + step) % classNames.length);
  return {
    real: images(0),
    ...(classNames.length > 0 && { label: { dtype: 'int32', dims: [batchSize], data } }),
    ...(variantOf(variant).conditioned && {
      condition: {
        dtype: 'float32',
        dims: [batchSize, 1],
        data: new Float32Array(batchSize).fill(1),
      },
    }),
  };
}

/** The step as a graph, and everything that a session needs to run it. */
async function trace(
  { run, variables }: GanStep,
  config: TrainConfig,
  convolution: ConvolutionStrategy,
) {
  const inputs = Object.entries(batchOf(config, 0)).map(([name, { dims, dtype }]) => [
    name,
    { shape: dims, dtype },
  ]);
  const { model, random } = await exportStep((batch) => run(batch), {
    inputs: Object.fromEntries(inputs),
    variables: [...variables.values()],
    convolution,
  });
  const initial: Tensors = {};
  for (const variable of variables.values()) {
    const data = (await variable.data()) as Float32Array;
    initial[variable.name] = { dtype: 'float32', dims: variable.shape, data };
  }
  return { bytes: model.bytes(), random, stateful: { state: Object.keys(initial), initial } };
}

type Traced = Awaited<ReturnType<typeof trace>>;

/** Three steps with fresh noise and dropout masks each; their metrics, and the state they leave. */
async function train(session: StatefulSession, { random }: Traced, config: TrainConfig) {
  const metrics: Tensors[] = [];
  for (let step = 0; step < steps; step++) {
    const draws = drawRandomInputs(random, seed, step);
    const feeds: Tensors = batchOf(config, step);
    for (const [i, { name, shape }] of random.entries()) {
      feeds[name] = { dtype: 'float32', dims: shape, data: draws[i] as Float32Array };
    }
    metrics.push(await session.step(feeds));
  }
  const state = await session.readState();
  await session.dispose();
  return { metrics, state };
}

/**
 * Of losses, accuracies and norms, relative where they are above 1: float32 sums in another order
 * differ in the seventh digit (measured: 2.6e-6 at most).
 */
const toldTolerance = 1e-5;
/**
 * Of the state's mean difference, relative for variables whose numbers are larger than 1 (Adam's second
 * moments are squares of gradients). Single weights are not held to one: Adam's first update is the
 * learning rate times the gradient's sign, and that of a gradient near zero depends on rounding.
 * Biases in front of a normalization have no other gradients, hence the larger tolerance of networks
 * that have some (measured: 5e-9, 1.1e-7 for volumes on WebGPU, 5.5e-6 for mlp, 1.6e-5 for CycleGAN).
 */
const stateTolerance = (variant: TrainConfig['variant']) =>
  ['mlp', 'cyclegan', 'pix2pix', 'ctgan'].includes(variant) ? 1e-4 : 3e-7;

/**
 * Variables whose gradient is rounding alone. RelGAN's last two layers have no activation between them, and
 * its loss sees differences of logits, so their biases cancel. Adam makes whole steps of the rounding
 * (measured on WebGPU: 3.6e-3; the mean of all others is 1.5e-9).
 */
const withoutGradient: Partial<Record<string, RegExp>> = {
  relgan: /^(dense|logit)\/bias(_\d+)?$/,
};

const places = [
  ['wasm', 'cpu'],
  ['webgpu', 'direct'],
] as const;

describe.skipIf(missing !== undefined)(`training in Chromium${skipNote(missing)}`, () => {
  let page: RuntimePage;
  beforeAll(async () => {
    page = await openRuntimePage();
  });
  afterAll(() => page?.close());

  describe.each(cases)('%s', (title, settings) => {
    const config = configOf(settings);
    let step: GanStep;
    let reference: Awaited<ReturnType<typeof train>>;

    beforeAll(async () => {
      await tf.setBackend('cpu');
      step = smallStep(config);
      const traced = await trace(step, config, 'cpu');
      const session = await createStatefulSession(traced.bytes, {
        providers: ['cpu'],
        ...traced.stateful,
      });
      reference = await train(session, traced, config);
    });

    test('in Node the losses move from step to step', () => {
      for (const name of ['dLoss', 'gLoss']) {
        const losses = reference.metrics.map((values) => values[name]?.data[0] as number);
        for (const [i, loss] of losses.entries()) {
          expect(Number.isFinite(loss)).toBe(true);
          expect(Math.abs(loss - (losses[i - 1] ?? 0))).toBeGreaterThan(100 * toldTolerance);
        }
      }
    });

    const here = places.filter(
      ([provider]) => provider !== 'webgpu' || (onWebgpu?.has(title) ?? true),
    );
    test.each(here)('on %s the steps are those of Node (convolutions as %s)', async (...place) => {
      const [provider, form] = place;
      const traced = await trace(step, config, form);
      const session = await page.createStatefulSession(traced.bytes, {
        providers: [provider],
        ...traced.stateful,
      });
      expect(session.provider).toBe(provider);
      const { metrics, state } = await train(session, traced, config);

      for (const [i, expected] of reference.metrics.entries()) {
        expect(Object.keys(metrics[i] ?? {})).toEqual(Object.keys(expected));
        for (const [name, value] of Object.entries(expected)) {
          const { maxAbs } = compareTensors(metrics[i]?.[name] as HostTensor, value);
          const size = Math.max(1, Math.abs(value.data[0] as number));
          expect(maxAbs / size, `${name} of step ${i}`).toBeLessThan(toldTolerance);
        }
      }
      expect(Object.keys(state)).toEqual(Object.keys(reference.state));
      const ignored = withoutGradient[title];
      const compared = Object.entries(reference.state).filter(([name]) => !ignored?.test(name));
      const differences = compared.map(([name, value]) => {
        const { meanAbs, count } = compareTensors(state[name] as HostTensor, value);
        const size = (value.data as Float32Array).reduce((sum, x) => sum + Math.abs(x), 0);
        return { count, relative: meanAbs / Math.max(1, size / count) };
      });
      const count = differences.reduce((sum, difference) => sum + difference.count, 0);
      const total = differences.reduce((sum, { relative, count: n }) => sum + relative * n, 0);
      expect(total / count).toBeLessThan(stateTolerance(config.variant));
    });
  });
});
