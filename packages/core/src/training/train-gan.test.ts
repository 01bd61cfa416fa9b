import * as tf from '@tensorflow/tfjs';
import type { HostTensor } from '@ganport/runtime';
import { describe, expect, test } from 'vitest';
import type { MetricsRow } from '../checkpoint/metrics-row.ts';
import { byteDataset, type Dataset } from '../data/dataset.ts';
import { createGan } from '../gan/gan.ts';
import { createPlan, type TrainSettings } from '../gan/plan.ts';
import { imageBatches } from '../tasks/batches.ts';
import type { Instrument } from './instruments.ts';
import { createMemoryStore } from './memory-store.ts';
import { planForData, trainGan, type GanTrainingHooks } from './train-gan.ts';

tf.enableProdMode();
await tf.setBackend('cpu');

const dataset = byteDataset({
  name: 'noise',
  shape: [4, 4, 1],
  size: 12,
  pixels: Uint8Array.from({ length: 12 * 16 }, (_, i) => (i * 37) % 256),
  labels: Int32Array.from({ length: 12 }, (_, i) => i % 2),
  classes: ['even', 'odd'],
});

const small = {
  variant: 'mlp',
  width: 1 / 64,
  latent: 4,
  batchSize: 4,
  steps: 6,
  metricsEvery: 1,
  checkpointEvery: 100,
  ema: 0.9,
} as const satisfies TrainSettings;

function prepare(settings: Partial<TrainSettings> = {}) {
  const plan = createPlan({ ...small, ...settings });
  return { plan, batches: imageBatches(dataset, plan.config, plan.variant) };
}

/** The rows without their times. */
const numbers = (rows: readonly MetricsRow[]) =>
  rows.map((row) =>
    Object.fromEntries(Object.entries(row).filter(([name]) => !name.startsWith('seconds'))),
  );

/** Aborts after `last` steps. */
function stopAfter(last: number): GanTrainingHooks {
  const controller = new AbortController();
  const onStep = (step: number) => {
    if (step === last) controller.abort();
  };
  return { signal: controller.signal, onStep };
}

describe.each(['onnx', 'tfjs'] as const)('engine %s', (engine) => {
  test('a checkpoint of other networks with the same settings is refused', async () => {
    const training = prepare({ engine, steps: 2 });
    const store = createMemoryStore();
    await trainGan({ ...training, store });
    const { checkpoint } = store.latest();
    if (!checkpoint) throw new Error('no checkpoint');
    const [[name, tensor] = []] = Object.entries(checkpoint.tensors);
    const other = { ...tensor, dims: [1], data: new Float32Array(1) } as HostTensor;
    const tensors = { ...checkpoint.tensors, [String(name)]: other };
    let started = false;
    const onStart = () => void (started = true);
    const resumed = trainGan(
      { ...training, store, checkpoint: { ...checkpoint, tensors } },
      { onStart },
    );
    await expect(resumed).rejects.toMatchObject({
      code: 'data-mismatch',
      message: expect.stringMatching(
        /the state has float32 \[1\]; .*by a version of ganport with other/,
      ),
    });
    expect(started).toBe(false);
  });

  test('a stopped run continues from the checkpoint of its store, bit for bit', async () => {
    const training = prepare({ engine });
    const whole = createMemoryStore();
    const end = await trainGan({ ...training, store: whole });
    expect(end).toMatchObject({ steps: 6, finished: true });
    expect(whole.rows.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6]);

    const store = createMemoryStore();
    const stopped = await trainGan({ ...training, store }, stopAfter(2));
    expect(stopped.finished).toBe(false);
    expect(stopped.steps).toBeLessThan(6);
    const { checkpoint } = store.latest();
    expect(checkpoint?.header.step).toBe(stopped.steps);

    let firstStep = NaN;
    const onStart: GanTrainingHooks['onStart'] = (start) => {
      firstStep = start.firstStep;
    };
    const resumed = await trainGan({ ...training, store, checkpoint }, { onStart });
    expect(resumed).toMatchObject({ steps: 6, finished: true });
    expect(firstStep).toBe(stopped.steps);
    expect(numbers(store.rows)).toEqual(numbers(whole.rows));
    expect(store.latest().checkpoint?.tensors).toEqual(whole.latest().checkpoint?.tensors);
    expect(store.latest().samples).toEqual(whole.latest().samples);
  });
});

test('rows tell the phase, and those of pre-training have no discriminator', async () => {
  const plan = createPlan({
    variant: 'relgan',
    data: 'lines',
    engine: 'tfjs',
    width: 1 / 128,
    length: 5,
    batchSize: 2,
    discriminatorSteps: 1,
    pretrainSteps: 1,
    steps: 2,
    metricsEvery: 1,
    reportEvery: 1,
  });
  const vocabulary = ['', '\uFFFD', 'a', 'b'];
  const lines: Dataset = {
    name: 'lines',
    kind: 'text',
    shape: [5, 4],
    size: 8,
    vocabulary,
    async read(indices, out) {
      for (const [i, index] of Array.from(indices).entries()) {
        for (let place = 0; place < 5; place++) out[(i * 5 + place) * 4 + 2 + (index % 2)] = 1;
      }
    },
  };
  const store = createMemoryStore();
  const reports: string[] = [];
  const batches = imageBatches(lines, plan.config, plan.variant);
  await trainGan({ plan, batches, store }, { onReport: (line) => reports.push(line) });
  expect(
    store.rows.map(({ phase, dLoss, dAccuracy }) => [phase, typeof dLoss, typeof dAccuracy]),
  ).toEqual([
    [1, 'undefined', 'undefined'],
    [2, 'number', 'number'],
  ]);
  expect(reports).toEqual([
    expect.stringMatching(/^step 1 \[pre-training\] \[G loss: \d\.\d{3}\]$/),
    expect.stringMatching(/^step 2 \[D loss: .* \| D accuracy: .*%\] \[G loss: .*\]$/),
  ]);
});

test('a checkpoint of another run, and one with more steps than the plan, are refused', async () => {
  const store = createMemoryStore();
  await trainGan({ ...prepare({ engine: 'tfjs' }), store });
  const { checkpoint } = store.latest();
  const other = prepare({ engine: 'tfjs', seed: 2 });
  await expect(trainGan({ ...other, store, checkpoint })).rejects.toThrow(
    'resume at step 6: the checkpoint has the seed 1, this run 2',
  );
  const shorter = prepare({ engine: 'tfjs', steps: 5 });
  await expect(trainGan({ ...shorter, store, checkpoint })).rejects.toThrow(
    'steps: the run has done 6 steps already; set more than 5',
  );
});

test('warnings go to the store and to the hook, once per episode', async () => {
  const store = createMemoryStore();
  const lines: string[] = [];
  const ratios = [0.9, 0.1, 0.1, 0.1, 0.1, 0.1];
  let isDisposed = false;
  const instrument: Instrument = {
    every: 1,
    open: async () => ({
      measure: async () => ({ diversityRatio: ratios.shift() ?? NaN }),
      dispose: async () => {
        isDisposed = true;
      },
    }),
  };
  await trainGan(
    { ...prepare({ engine: 'tfjs' }), store, instruments: () => [instrument] },
    { onWarning: (line) => lines.push(line) },
  );
  expect(store.warnings).toEqual([
    {
      step: 4,
      sign: 'mode-collapse',
      value: 0.1,
      message:
        'mode collapse: the diversity of samples is 10 % of that of real images; start again with --latent 100, --pac 2, or --loss wgan-gp',
    },
  ]);
  expect(lines).toEqual(store.warnings.map(({ step, message }) => `step ${step}: ${message}`));
  expect(isDisposed).toBe(true);
});

describe('planForData', () => {
  test('adds the shape of the images, and the classes where the variant uses labels', () => {
    const labeled = prepare({ variant: 'cgan' });
    expect(planForData(labeled.plan, labeled.batches).config).toEqual({
      ...labeled.plan.config,
      image: [4, 4, 1],
      classNames: ['even', 'odd'],
    });
    const { plan, batches } = prepare();
    const result = planForData(plan, batches);
    expect(result.config).toEqual({ ...plan.config, image: [4, 4, 1] });
    expect([result.variant, result.loss]).toEqual([plan.variant, plan.loss]);
  });

  test('a GAN needs it: a plan without the shape of the images is refused', () => {
    const { plan, batches } = prepare();
    expect(() => createGan(plan)).toThrow('image: the plan has no shape of images; set image, or');
    expect(Object.keys(createGan(planForData(plan, batches)).networks)).toEqual([
      'generator',
      'discriminator',
    ]);
  });
});
