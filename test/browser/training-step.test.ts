/**
 * A whole training step of DCGAN — both networks forward, gradients, Adam, statistics — traced once
 * and run in a page, on WebAssembly and on WebGPU: it takes the same steps as in Node.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import * as tf from '@tensorflow/tfjs';
import {
  createGan,
  createStep,
  drawRandomInputs,
  parseConfig,
  variantOf,
  type GanStep,
} from '@ganport/core';
import { exportStep, type ConvolutionForm } from '@ganport/export';
import { compareTensors, type HostTensor, type StatefulSession } from '@ganport/runtime';
import { createChromiumStatefulSession } from '@ganport/runtime/chromium';
import { createStatefulSession } from '@ganport/runtime/node';
import { missingChromium, skipNote } from './support/chromium.ts';

const missing = missingChromium();
const batchSize = 4;
const image = [8, 8, 1] as const;
const seed = 1;
const steps = 3;

type Tensors = Record<string, HostTensor>;

/** A DCGAN with 13, 6 and 3 filters whose losses move: wide weights, ten times the learning rate. */
function smallStep(): GanStep {
  const kernel = { kind: 'normal', mean: 0, sd: 0.2 } as const;
  const config = parseConfig({
    ...{ variant: 'dcgan', image: [...image], width: 0.05, batchSize, seed },
    ...{ generatorLearningRate: 2e-3, discriminatorLearningRate: 2e-3 },
  });
  return createStep(createGan(config, { ...variantOf('dcgan'), initialization: { kernel } }));
}

/** The step as a graph, and everything that a session needs to run it. */
async function trace({ run, variables }: GanStep, convolution: ConvolutionForm) {
  const { model, random } = await exportStep((batch) => run(batch), {
    inputs: { real: { shape: [batchSize, ...image] } },
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

/** Real images of step number `step`: smooth waves, the same everywhere. */
function realImages(step: number): HostTensor {
  const dims = [batchSize, ...image];
  const data = Float32Array.from({ length: dims.reduce((a, b) => a * b) }, (_, i) =>
    Math.sin(i * (0.1 + 0.05 * step)),
  );
  return { dtype: 'float32', dims, data };
}

/** Three steps with fresh noise and dropout masks each; what they tell, and the state they leave. */
async function train(session: StatefulSession, { random }: Traced) {
  const told: Tensors[] = [];
  for (let step = 0; step < steps; step++) {
    const draws = drawRandomInputs(random, seed, step);
    const feeds: Tensors = { real: realImages(step) };
    for (const [i, { name, shape }] of random.entries()) {
      feeds[name] = { dtype: 'float32', dims: shape, data: draws[i] as Float32Array };
    }
    told.push(await session.step(feeds));
  }
  const state = await session.readState();
  await session.dispose();
  return { told, state };
}

/** Losses are near 1, and float32 sums in another order differ in the seventh digit. */
const lossTolerance = 1e-5;
/**
 * Of the state's mean difference. Single weights are not held to one: Adam's first update is the
 * learning rate times the gradient's sign, and that of a gradient near zero is a matter of rounding.
 */
const stateTolerance = 1e-5;

describe.skipIf(missing !== undefined)(`training in Chromium${skipNote(missing)}`, () => {
  let step: GanStep;
  let reference: Awaited<ReturnType<typeof train>>;

  beforeAll(async () => {
    await tf.setBackend('cpu');
    step = smallStep();
    const traced = await trace(step, 'matmul');
    const session = await createStatefulSession(traced.bytes, {
      providers: ['cpu'],
      ...traced.stateful,
    });
    reference = await train(session, traced);
  });

  test('in Node the losses move from step to step', () => {
    for (const name of ['dLoss', 'gLoss']) {
      const losses = reference.told.map((values) => values[name]?.data[0] as number);
      for (const [i, loss] of losses.entries()) {
        expect(loss).toBeGreaterThan(0);
        expect(Math.abs(loss - (losses[i - 1] ?? 0))).toBeGreaterThan(100 * lossTolerance);
      }
    }
  });

  test.each([
    ['wasm', 'matmul'],
    ['webgpu', 'conv'],
  ] as const)(
    'on %s the steps are those of Node (convolutions as %s)',
    { timeout: 180_000 },
    async (provider, form) => {
      const traced = await trace(step, form);
      const session = await createChromiumStatefulSession(traced.bytes, {
        provider,
        ...traced.stateful,
      });
      expect(session.provider).toBe(provider);
      const { told, state } = await train(session, traced);

      for (const [i, expected] of reference.told.entries()) {
        expect(Object.keys(told[i] ?? {})).toEqual(Object.keys(expected));
        for (const [name, value] of Object.entries(expected)) {
          const { maxAbs } = compareTensors(told[i]?.[name] as HostTensor, value);
          expect(maxAbs, `${name} of step ${i}`).toBeLessThan(lossTolerance);
        }
      }
      expect(Object.keys(state)).toEqual(Object.keys(reference.state));
      const differences = Object.entries(reference.state).map(([name, value]) =>
        compareTensors(state[name] as HostTensor, value),
      );
      const count = differences.reduce((sum, difference) => sum + difference.count, 0);
      const total = differences.reduce((sum, { meanAbs, count: n }) => sum + meanAbs * n, 0);
      expect(total / count).toBeLessThan(stateTolerance);
    },
  );
});
