/** The two engines agree with each other, and each does what the interface promises. */
import * as tf from '@tensorflow/tfjs';
import { compareTensors } from '@ganport/parity';
import type { HostTensor } from '@ganport/runtime';
import { afterEach, describe, expect, test } from 'vitest';
import { createGan } from '../gan/gan.ts';
import type { Plan, TrainSettings } from '../gan/plan.ts';
import type { CreateEngine, Engine } from './engine.ts';
import { createOnnxEngine } from './engine-onnx.ts';
import { createTfjsEngine } from './engine-tfjs.ts';
import { batchOf, generatorInputs, smallPlan, smallRuns } from './small-runs.test.support.ts';
import type { State } from './state.ts';

tf.enableProdMode();
await tf.setBackend('cpu');

const opened: Engine[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((engine) => engine.dispose()));
});

interface Opened {
  readonly engine: Engine;
  readonly plan: Plan;
}

async function open(
  make: CreateEngine,
  settings: TrainSettings = { variant: 'dcgan' },
): Promise<Opened> {
  const plan = smallPlan(settings);
  const engine = await make(createGan(plan));
  opened.push(engine);
  return { engine, plan };
}

async function run({ engine, plan }: Opened, first: number, count: number) {
  const rows = [];
  for (let step = first; step < first + count; step++) {
    rows.push(await engine.step(batchOf(plan, step), step));
  }
  return rows;
}

/** The largest difference of two states, relative to a tensor's largest number where that is above 1. */
const distance = (a: State, b: State) =>
  Math.max(
    ...Object.entries(a).map(([name, tensor]) => {
      const largest = Math.max(1, ...(tensor.data as Float32Array).map(Math.abs));
      return compareTensors(b[name] as HostTensor, tensor).maxAbs / largest;
    }),
  );

/**
 * After three steps. Adam divides by the size of the gradient. Where a gradient is rounding error, a
 * weight may change by up to the learning rate, 2e-4, in either direction in each update. Losses do not
 * depend on such weights. Losses differ most for CTGAN (measured: 1.3e-5).
 */
const tolerance = { losses: 2e-5, norms: 1e-4, state: 1.2e-3, images: 1e-4 };

test.each(smallRuns)('%s: the traced step computes what tfjs computes', async (_, settings) => {
  const original = await open(createTfjsEngine, settings);
  const traced = await open(createOnnxEngine, settings);
  const expected = await run(original, 0, 3);
  const actual = await run(traced, 0, 3);
  for (const [i, row] of actual.entries()) {
    for (const [metric, value] of Object.entries(row)) {
      const wanted = expected[i]?.[metric] ?? NaN;
      const allowed = metric.endsWith('Norm') ? tolerance.norms : tolerance.losses;
      const difference = Math.abs(value - wanted) / Math.max(1, Math.abs(wanted));
      expect(difference, `step ${i}, ${metric}`).toBeLessThan(allowed);
    }
  }
  expect(new Set(expected.map(({ gLoss }) => gLoss)).size).toBe(3);
  const a = await original.engine.readState();
  const b = await traced.engine.readState();
  expect(Object.keys(b).toSorted()).toEqual(Object.keys(a).toSorted());
  const updates = original.plan.config.discriminatorSteps;
  expect(distance(a, b)).toBeLessThan(updates * tolerance.state);

  await traced.engine.writeState(a);
  const images = await original.engine.infer(...generatorInputs(original.plan, 3));
  const { image, sample } = original.plan.config;
  expect(images.dims).toEqual([3, ...(image ?? sample ?? [])]);
  const drawn = await traced.engine.infer(...generatorInputs(original.plan, 3));
  expect(compareTensors(drawn, images).maxAbs).toBeLessThan(tolerance.images);
});

describe.each([
  ['onnx', createOnnxEngine],
  ['tfjs', createTfjsEngine],
] as const)('%s', (name, make) => {
  test('the same seed gives the same numbers, another seed others', async () => {
    const [first, again, other] = [
      await run(await open(make), 0, 2),
      await run(await open(make), 0, 2),
      await run(await open(make, { variant: 'dcgan', seed: 5 }), 0, 2),
    ];
    expect(again).toEqual(first);
    expect(other[0]?.dLoss).not.toBe(first[0]?.dLoss);
  });

  test('an engine continues from a state bit for bit, and does not take its arrays', async () => {
    const whole = await open(make);
    await run(whole, 0, 2);
    const state = await whole.engine.readState();
    const bytes = Object.values(state).reduce((sum, { data }) => sum + data.byteLength, 0);
    const rest = await run(whole, 2, 2);
    for (const resumed of [await open(make), await open(make)]) {
      await resumed.engine.writeState(state);
      expect(await run(resumed, 2, 2)).toEqual(rest);
      expect(distance(await whole.engine.readState(), await resumed.engine.readState())).toBe(0);
    }
    expect(Object.values(state).reduce((sum, { data }) => sum + data.byteLength, 0)).toBe(bytes);
  });

  test('a training of two phases continues in each of them, and between them, bit for bit', async () => {
    const settings = { variant: 'relgan', pretrainSteps: 2, steps: 4, sample: [5, 4] };
    const whole = await open(make, settings);
    const rows: Awaited<ReturnType<typeof run>> = [];
    const states: State[] = [];
    for (let step = 0; step < 4; step++) {
      rows.push(...(await run(whole, step, 1)));
      states.push(await whole.engine.readState());
    }
    expect(rows.map((row) => 'dLoss' in row)).toEqual([false, false, true, true]);
    for (const done of [1, 3]) {
      const resumed = await open(make, settings);
      await resumed.engine.writeState(states[done - 1] as State);
      expect(await run(resumed, done, 4 - done)).toEqual(rows.slice(done));
      expect(distance(await resumed.engine.readState(), states[3] as State)).toBe(0);
    }
  });

  test('steps that are called while one computes are done in order, with their own draws', async () => {
    const inTurn = await run(await open(make), 0, 4);
    const { engine, plan } = await open(make);
    const all = [0, 1, 2, 3].map((i) => engine.step(batchOf(plan, i), i));
    expect(await Promise.all(all)).toEqual(inTurn);
  });

  test('a state that does not fit is refused with the name, and nothing changes', async () => {
    const { engine } = await open(make);
    const state = await engine.readState();
    const { 'generator/up_1/kernel': kernel, ...incomplete } = state;
    await expect(engine.writeState(incomplete)).rejects.toThrow(
      /generator\/up_1\/kernel: .* has nothing/,
    );
    const wrong = { ...(kernel as HostTensor), dims: [1, 1, 1, 1], data: new Float32Array(1) };
    await expect(engine.writeState({ ...state, 'generator/up_1/kernel': wrong })).rejects.toThrow(
      /float32 \[5, 5, 8, 16\], the state has float32 \[1, 1, 1, 1\]/,
    );
    expect(await engine.readState()).toEqual(state);
  });

  test('describes what runs it', async () => {
    const only = await open(make);
    await run(only, 0, 1);
    expect(only.engine.description).toBe(name === 'onnx' ? 'onnxruntime cpu' : 'tfjs cpu');
  });
});
