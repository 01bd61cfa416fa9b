/** Trainings by several processes: the steps of one, also when a process is killed or their number changes. */
import * as tf from '@tensorflow/tfjs';
import {
  byteDataset,
  createMemoryStore,
  createPlan,
  imageBatches,
  type MemoryStore,
  trainGan,
  type TrainSettings,
} from '@ganport/core';
import { createWorkersEngine } from '@ganport/core/internal';
import type { WorkerLink } from '@ganport/core/workers';
import { beforeAll, expect, test } from 'vitest';
import { launchWorker } from './launch-worker.ts';

tf.enableProdMode();
await tf.setBackend('cpu');

const dataset = byteDataset({
  name: 'noise',
  shape: [4, 4, 1],
  size: 24,
  pixels: Uint8Array.from({ length: 24 * 16 }, (_, i) => (i * 37) % 256),
});

const small: TrainSettings = {
  variant: 'mlp',
  width: 1 / 64,
  latent: 4,
  batchSize: 8,
  steps: 4,
  metricsEvery: 1,
  checkpointEvery: 2,
  threads: 1,
  syncBatchNorm: true,
};

interface Training {
  readonly store: MemoryStore;
  readonly engine: string;
  /** The ranks of workers that were replaced. */
  readonly replaced: readonly number[];
  readonly reasons: readonly string[];
}

interface TrainOptions {
  readonly from?: MemoryStore;
  readonly patience?: number;
  /** Called after each step with the workers. */
  readonly onStep?: (step: number, links: readonly WorkerLink[]) => void;
}

async function train(
  settings: Partial<TrainSettings>,
  { from, onStep, patience }: TrainOptions = {},
): Promise<Training> {
  const plan = createPlan({ ...small, ...settings });
  const store = createMemoryStore();
  const links: WorkerLink[] = [];
  const replaced: number[] = [];
  const reasons: string[] = [];
  const { engine } = await trainGan(
    {
      plan,
      batches: imageBatches(dataset, plan.config, plan.variant),
      store,
      checkpoint: from?.latest().checkpoint,
      workers: (gan) =>
        createWorkersEngine(gan, {
          threads: 2,
          launch: (rank) => (links[rank] = launchWorker(rank)),
          onReplace: (rank, reason) => {
            replaced.push(rank);
            reasons.push(reason);
          },
          patience,
        }),
    },
    { onStep: (step) => onStep?.(step, links) },
  );
  return { store, engine, replaced, reasons };
}

/** Gradients are added in another order; see the tests of the step in parts. */
function expectSameSteps(actual: MemoryStore, expected: MemoryStore): void {
  for (const row of actual.rows as readonly Record<string, number>[]) {
    const wanted = expected.rows.find(({ step }) => step === row['step']);
    for (const loss of ['dLoss', 'gLoss', 'dGradientNorm', 'gGradientNorm'] as const) {
      expect(
        Math.abs((row[loss] ?? NaN) - (wanted?.[loss] ?? NaN)),
        `step ${row['step']}, ${loss}`,
      ).toBeLessThan(1e-4);
    }
  }
}

/** Kills a worker in the middle of a step, when others have new weights already. */
function killInStep(link: WorkerLink): void {
  const send = link.send.bind(link);
  link.send = (request) => {
    const hasWeights =
      request.type === 'received' &&
      Object.keys(request.received.state).some((name) => name.endsWith('/kernel'));
    if (hasWeights) void link.close();
    else send(request);
  };
}

/** What two workers compute again after one was lost is what they would have computed. */
function expectEqualLosses(actual: MemoryStore, expected: MemoryStore): void {
  const losses = ({ rows }: MemoryStore) =>
    rows.map(({ step, dLoss, gLoss }) => [step, dLoss, gLoss]);
  expect(losses(actual)).toEqual(losses(expected));
}

let one: MemoryStore;
let two: MemoryStore;
beforeAll(async () => {
  ({ store: one } = await train({}));
  ({ store: two } = await train({ workers: 2 }));
});

test('four workers take the steps of one, and their checkpoint is of the same format', async () => {
  const { store, engine } = await train({ workers: 4 });
  expect(engine).toBe('4 workers on onnxruntime cpu');
  expect(store.rows.map(({ step }) => step)).toEqual([1, 2, 3, 4]);
  expectSameSteps(store, one);
  expect(store.latest().checkpoint?.header).toEqual(one.latest().checkpoint?.header);
  expect(Object.keys(store.latest().checkpoint?.tensors ?? {}).toSorted()).toEqual(
    Object.keys(one.latest().checkpoint?.tensors ?? {}).toSorted(),
  );
});

test('a worker that is killed is replaced, and the run goes on from the last step', async () => {
  const { store, replaced } = await train(
    { workers: 2 },
    {
      onStep: (step, links) => {
        if (step === 1) killInStep(links[1] as WorkerLink);
      },
    },
  );
  expect(replaced).toEqual([1]);
  expectSameSteps(store, one);
  expectEqualLosses(store, two);
});

test('a worker that hangs is replaced too', async () => {
  const { store, replaced, reasons } = await train(
    { workers: 2 },
    {
      patience: 2,
      onStep: (step, links) => {
        // It hears of no step anymore.
        if (step === 1) (links[1] as { send: unknown }).send = () => undefined;
      },
    },
  );
  expect(replaced).toEqual([1]);
  expect(reasons).toEqual([expect.stringMatching(/^worker 1 has ended: no answer for \d+ s$/)]);
  expectEqualLosses(store, two);
});

test('a run goes on with another number of workers', async () => {
  const { store: half } = await train({ workers: 2, steps: 2 });
  for (const workers of [1, 4]) {
    const { store } = await train({ workers }, { from: half });
    expect(store.rows.map(({ step }) => step)).toEqual([3, 4]);
    expectSameSteps(store, one);
  }
});

test('when all workers are killed, the error says how to go on', async () => {
  await expect(
    train({ workers: 2 }, { onStep: (_, links) => links.forEach((link) => void link.close()) }),
  ).rejects.toMatchObject({
    code: 'workers-lost',
    message: expect.stringMatching(/^all 2 workers have ended .*go on .* with --resume/),
  });
});
