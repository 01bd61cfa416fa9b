/** The training loop on an engine that follows a script. */
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { HostTensor } from '@ganport/runtime';
import { expect, test } from 'vitest';
import { readCheckpoint } from '../run-folder/checkpoint-files.ts';
import { readMetrics } from '../run-folder/metrics.ts';
import { folderStore } from './folder-store.ts';
import { createRunFolder } from '../run-folder/run-folder.ts';
import { openBatches } from './open-batches.ts';
import { createPlan, taskOf, type Batches, type TrainSettings } from '@ganport/core';
import {
  openInstruments,
  runSteps,
  viewOf,
  type Engine,
  type LoopHooks,
} from '@ganport/core/internal';
import { temporaryFolder } from '../files/temporary-folder.test.support.ts';

const root = temporaryFolder();

const data = join(root, 'six-images-idx3-ubyte');
writeFileSync(
  data,
  Uint8Array.from([0, 0, 8, 3, 0, 0, 0, 6, 0, 0, 0, 2, 0, 0, 0, 2, ...Array(24).keys()]),
);

/** An engine whose only weight counts steps; `losses` and `weight` may be scripted by step. */
function scripted({ loss = (_step: number) => 0.5, weight = (step: number) => step }) {
  const calls: string[] = [];
  const batches: number[][] = [];
  let at = 0;
  const engine: Engine = {
    description: 'scripted',
    async step({ real }, step) {
      calls.push(`step ${step}`);
      batches.push([...((real as HostTensor).data as Float32Array)]);
      at = step + 1;
      const [dLoss, gLoss] = [loss(step), 0.25];
      return {
        dLoss,
        gLoss,
        dAccuracyReal: 1,
        dAccuracyGenerated: 0,
        dGradientNorm: 2,
        gGradientNorm: 3,
      };
    },
    async readState() {
      calls.push('read');
      return { w: { dtype: 'float32', dims: [1], data: Float32Array.of(weight(at)) } };
    },
    async writeState() {},
    async infer(_network, { noise }) {
      calls.push('generate');
      const count = noise?.dims[0] ?? 0;
      return { dtype: 'float32', dims: [count, 2, 2, 1], data: new Float32Array(4 * count) };
    },
    async dispose() {},
  };
  return { engine, calls, batches };
}

let folders = 0;
/** @param delay milliseconds that reading a batch takes more */
async function start(
  engine: Engine,
  settings: Partial<TrainSettings>,
  hooks: LoopHooks = {},
  delay = 0,
) {
  const plan = createPlan({ variant: 'mlp', data, batchSize: 2, metricsEvery: 1, ...settings });
  const open = await openBatches(plan);
  const batches: Batches = {
    ...open,
    read: async (step) => {
      if (delay > 0) await setTimeout(delay);
      return open.read(step);
    },
  };
  const { run } = await createRunFolder(join(root, `run-${folders++}`), plan.config);
  const place = { plan, batches, engine };
  const { openMonitor } = taskOf(plan);
  const instruments = openInstruments([
    { every: plan.config.monitorEvery, open: () => openMonitor(viewOf(place)) },
  ]);
  const training = { ...place, instruments, store: folderStore(run) };
  return { run, done: runSteps(training, 0, hooks) };
}

test('rows, lines, samples and checkpoints come when they are due', async () => {
  const { engine, calls } = scripted({});
  const lines: string[] = [];
  const { run, done } = await start(
    engine,
    { steps: 7, metricsEvery: 2, reportEvery: 3, sampleEvery: 4, checkpointEvery: 5 },
    { onReport: (line) => lines.push(line) },
  );
  expect(await done).toBe(7);
  expect((await readMetrics(run.metrics)).map(({ step }) => step)).toEqual([2, 4, 6, 7]);
  expect(lines.map((line) => line.slice(0, 6))).toEqual(['step 3', 'step 6', 'step 7']);
  expect(readdirSync(run.samples)).toEqual(['step-000004.png', 'step-000007.png']);
  expect(readdirSync(run.checkpoint)).toEqual([
    'step-000005.safetensors',
    'step-000007.safetensors',
  ]);
  expect(existsSync(run.curves)).toBe(true);
  // Steps are requested ahead, but never past one whose state is needed.
  expect(calls.join(', ')).toBe(
    'step 0, step 1, step 2, step 3, generate, step 4, read, step 5, step 6, generate, read',
  );
});

test('curves are drawn before the checkpoint is there', async () => {
  const { engine } = scripted({});
  const hooks = {
    onReport() {
      rmSync(run.checkpoint, { recursive: true });
      writeFileSync(run.checkpoint, 'no folder');
    },
  };
  const { run, done } = await start(engine, { steps: 1 }, hooks);
  // A run that is killed here is resumed; after the checkpoint it would be at its end, without curves.
  await expect(done).rejects.toMatchObject({ code: 'cannot-write' });
  expect(existsSync(run.curves)).toBe(true);
});

test('a row has the losses of the step, the accuracy of both halves, and the time', async () => {
  const { engine } = scripted({});
  const { run, done } = await start(engine, { steps: 1 });
  await done;
  const [row] = await readMetrics(run.metrics);
  expect(row).toMatchObject({ step: 1, dLoss: 0.5, gLoss: 0.25, dAccuracy: 0.5, dAccuracyReal: 1 });
  expect(row?.secondsPerStep).toBeGreaterThanOrEqual(0);
  expect(row?.['secondsWaited']).toBe(0);
});

test('a row has the time spent waiting for batches', async () => {
  const { engine } = scripted({});
  const { run, done } = await start(engine, { steps: 6 }, {}, 20);
  await done;
  const waited = (await readMetrics(run.metrics)).map((row) => row['secondsWaited'] ?? NaN);
  expect(waited).toEqual(waited.toSorted((a, b) => a - b));
  expect(waited.at(-1)).toBeGreaterThan(0.01);
});

test('an epoch shows every image once', async () => {
  const { engine, batches } = scripted({});
  await (
    await start(engine, { steps: 3 })
  ).done;
  const firstPixels = batches.flatMap((batch) => [batch[0], batch[4]]);
  expect(new Set(firstPixels).size).toBe(6);
});

test('a loss that is no number stops the run; the last good checkpoint stays', async () => {
  const { engine } = scripted({ loss: (step) => (step === 4 ? NaN : 0.5) });
  const { run, done } = await start(engine, { steps: 9, checkpointEvery: 2 });
  await expect(done).rejects.toMatchObject({
    code: 'not-finite',
    message: expect.stringMatching(/^step 5: dLoss is NaN; training has stopped, [^\n]*seed/),
  });
  expect((await readCheckpoint(run.checkpoint))?.header.step).toBe(4);
  expect((await readMetrics(run.metrics)).at(-1)?.step).toBe(4);
});

test('a weight that is no number is never saved, though the losses look well', async () => {
  const { engine } = scripted({ weight: (step) => (step < 4 ? step : Infinity) });
  const { run, done } = await start(engine, { steps: 9, checkpointEvery: 2 });
  await expect(done).rejects.toMatchObject({
    code: 'not-finite',
    message: expect.stringMatching(/^step 4: w is Infinity; /),
  });
  expect((await readCheckpoint(run.checkpoint))?.header.step).toBe(2);
});

test('an abort finishes the steps under way, saves, and returns the last step', async () => {
  const abort = new AbortController();
  const { engine } = scripted({});
  const { run, done } = await start(
    engine,
    { steps: 100 },
    { signal: abort.signal, onStep: (step) => step === 3 && abort.abort() },
  );
  const steps = await done;
  expect(steps).toBeGreaterThanOrEqual(3);
  expect(steps).toBeLessThanOrEqual(5);
  const checkpoint = await readCheckpoint(run.checkpoint);
  expect(checkpoint?.header.step).toBe(steps);
  expect(checkpoint?.tensors['w']?.data[0]).toBe(steps);
});

test('a failing step is what the run fails with', async () => {
  const { engine } = scripted({
    loss: (step) => {
      if (step === 2) throw new Error('the device is gone');
      return 0.5;
    },
  });
  await expect((await start(engine, { steps: 9 })).done).rejects.toThrow('the device is gone');
});
