/**
 * The gradients of a step are those of its losses, compared with numeric differences. After the first
 * step Adam's first moments are the gradients, so the state has them. The loss at other weights is the
 * loss that a step from these weights reports, with the same seed and so the same noise and masks.
 */
import * as tf from '@tensorflow/tfjs';
import type { HostTensor } from '@ganport/runtime';
import { beforeAll, describe, expect, test } from 'vitest';
import { createGan } from '../gan/gan.ts';
import { variantOf } from '../variants/index.ts';
import type { TrainSettings } from '../gan/plan.ts';
import type { Engine } from './engine.ts';
import { createOnnxEngine } from './engine-onnx.ts';
import { createTfjsEngine } from './engine-tfjs.ts';
import { batchOf, generatorInputs, smallPlan } from './small-runs.test.support.ts';
import type { State } from './state.ts';

tf.enableProdMode();
await tf.setBackend('cpu');

const scalar = (value: number): HostTensor => ({
  dtype: 'float32',
  dims: [],
  data: Float32Array.of(value),
});

/** A state with one element of one tensor changed by `by`. */
function moved(state: State, name: string, index: number, by: number): State {
  const tensor = state[name] as HostTensor;
  const data = Float32Array.from(tensor.data as Float32Array);
  data[index] = (data[index] as number) + by;
  return { ...state, [name]: { ...tensor, data } };
}

/** The indices of the largest gradients, where rounding matters least. */
function largest(gradient: HostTensor): number[] {
  const values = [...(gradient.data as Float32Array)];
  return values
    .map((_, i) => i)
    .toSorted((a, b) => Math.abs(values[b] as number) - Math.abs(values[a] as number))
    .slice(0, 3);
}

/** Networks and losses whose gradients are tested; penalties have second-order gradients. */
const runs: readonly (readonly [string, TrainSettings])[] = [
  ['mlp', { variant: 'mlp' }],
  ['dcgan', { variant: 'dcgan' }],
  ['cgan', { variant: 'cgan' }],
  ['acgan', { variant: 'acgan' }],
  ['cyclegan', { variant: 'cyclegan', poolSize: 0 }],
  ['pix2pix', { variant: 'pix2pix' }],
  ['wgan-gp', { variant: 'dcgan', loss: 'wgan-gp', discriminatorSteps: 1 }],
  ['wgan-gp of cgan', { variant: 'cgan', loss: 'wgan-gp', discriminatorSteps: 1 }],
  ['hinge with R1', { variant: 'dcgan', loss: 'hinge', regularizer: 'r1' }],
  ['minimax with DRAGAN', { variant: 'mlp', loss: 'minimax', regularizer: 'dragan' }],
  ['DiffAugment', { variant: 'dcgan', augment: 'color,translation,cutout' }],
];

describe.each(runs)('%s', (_name, settings) => {
  const plan = smallPlan({
    ...settings,
    batchSize: 4,
    width: 1 / 16,
    ...(variantOf(settings.variant).task === 'generation' && { image: [8, 8, 1] }),
  });
  let engine: Engine;
  let start: State;
  let gradients: State;
  /** The losses at the start. */
  let at: Record<'dLoss' | 'gLoss', number>;

  beforeAll(async () => {
    engine = await createOnnxEngine(createGan(plan));
    const initial = await engine.readState();
    // With rates of 0 no weight changes. Kernels of standard deviation 0.02 make tiny gradients
    // through four layers; larger kernels make gradients well above rounding.
    start = {
      ...initial,
      'discriminator/adam/learningRate': scalar(0),
      'generator/adam/learningRate': scalar(0),
    };
    for (const [key, tensor] of Object.entries(initial)) {
      if (settings.variant === 'mlp' || !key.endsWith('kernel') || key.includes('adam')) continue;
      start[key] = { ...tensor, data: (tensor.data as Float32Array).map((x) => 10 * x) };
    }
    await engine.writeState(start);
    const { dLoss = NaN, gLoss } = await engine.step(batchOf(plan, 0), 0);
    at = { dLoss, gLoss };
    gradients = await engine.readState();
  });

  const lossAt = async (state: State, metric: 'dLoss' | 'gLoss'): Promise<number> => {
    await engine.writeState(state);
    return (await engine.step(batchOf(plan, 0), 0))[metric] ?? NaN;
  };

  test.each([
    ['discriminator', 'dLoss'],
    ['generator', 'gLoss'],
  ] as const)("%s: Adam's first moments are the gradients of %s", async (network, metric) => {
    const weights = Object.keys(start).filter((key) => key.startsWith(`${network}/adam/moment1/`));
    expect(weights.length).toBeGreaterThan(3);
    // A dozen of them, evenly spaced over the networks.
    const every = Math.ceil(weights.length / 12);
    for (const moment of weights.filter((_, i) => i % every === 0)) {
      const weight = moment.replace(`${network}/adam/moment1/`, '');
      const gradient = gradients[moment] as HostTensor;
      for (const index of largest(gradient)) {
        const exact = Number(gradient.data[index]);
        // LeakyReLU has kinks. Where a difference crosses one on one side, the slope of the other side
        // is right; where both do, that of a smaller step is.
        const tried: string[] = [];
        let agrees = false;
        for (const h of [1e-3, 2e-4]) {
          const up = await lossAt(moved(start, weight, index, h), metric);
          const down = await lossAt(moved(start, weight, index, -h), metric);
          const slopes = [(up - at[metric]) / h, (at[metric] - down) / h, (up - down) / (2 * h)];
          const error = Math.min(...slopes.map((slope) => Math.abs(slope - exact)));
          // The rounding of the loss, divided by the step.
          const rounding = Math.max(3e-3, (2.4e-7 * Math.abs(at[metric])) / h);
          tried.push(...slopes.map(String));
          agrees = error < 0.05 * Math.abs(exact) + rounding;
          if (agrees) break;
        }
        expect(agrees, `${weight}[${index}]: ${tried.join(' and ')} against ${exact}`).toBe(true);
      }
    }
  });
});

test("an update of D does not change G's weights, and an update of G not D's", async () => {
  const plan = smallPlan({ variant: 'dcgan', image: [8, 8, 1], width: 1 / 16 });
  const engine = await createTfjsEngine(createGan(plan));
  const start = await engine.readState();
  const weightsOf = (state: State, network: string) =>
    Object.entries(state).filter(
      ([key]) => key.startsWith(`${network}/`) && !/adam|moving/.test(key),
    );
  for (const [still, other] of [
    ['generator', 'discriminator'],
    ['discriminator', 'generator'],
  ] as const) {
    await engine.writeState({ ...start, [`${still}/adam/learningRate`]: scalar(0) });
    await engine.step(batchOf(plan, 0), 0);
    const after = await engine.readState();
    expect(weightsOf(after, still)).toEqual(weightsOf(start, still));
    const changed = weightsOf(after, other).filter(([, { data }], i) => {
      return !Buffer.from(data.buffer).equals(
        Buffer.from(weightsOf(start, other)[i]?.[1].data.buffer as ArrayBuffer),
      );
    });
    expect(changed.length).toBe(weightsOf(start, other).length);
  }
  await engine.dispose();
});

test('accuracies are shares of the batch on the right side of 0', async () => {
  const plan = smallPlan({ variant: 'dcgan', image: [8, 8, 1], width: 1 / 16 });
  const engine = await createTfjsEngine(createGan(plan));
  const start = await engine.readState();
  // A discriminator with a large bias classifies all images as real, or none.
  for (const bias of [50, -50]) {
    await engine.writeState({
      ...start,
      'discriminator/logit/bias': { ...scalar(bias), dims: [1] },
    });
    expect(await engine.step(batchOf(plan, 0), 0)).toMatchObject({
      dAccuracyReal: bias > 0 ? 1 : 0,
      dAccuracyGenerated: bias > 0 ? 0 : 1,
    });
  }
  await engine.dispose();
});

const tidy: readonly (readonly [string, TrainSettings])[] = [
  ['dcgan', { variant: 'dcgan', image: [8, 8, 1], width: 1 / 16 }],
  ['several steps of D', { variant: 'mlp', discriminatorSteps: 3 }],
  ['cyclegan', { variant: 'cyclegan' }],
  ['pix2pix', { variant: 'pix2pix' }],
];
test.each(tidy)('%s: steps leak no tensors', async (_, settings) => {
  const plan = smallPlan(settings);
  const engine = await createTfjsEngine(createGan(plan));
  await engine.step(batchOf(plan, 0), 0);
  const before = tf.memory().numTensors;
  await engine.step(batchOf(plan, 1), 1);
  await engine.infer(...generatorInputs(plan, 2));
  expect(tf.memory().numTensors).toBe(before);
  await engine.dispose();
});
