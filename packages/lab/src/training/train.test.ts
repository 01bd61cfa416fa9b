/** Whole runs on small images: what they leave, and that an interrupted run ends like any other. */
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { compareTensors } from '@ganport/parity';
import { createSession } from '@ganport/runtime/node';
import { describe, expect, test } from 'vitest';
import { readCheckpoint } from '../run-folder/checkpoint-files.ts';
import { readMetrics } from '../run-folder/metrics.ts';
import { type GanTrainingHooks, sampleNoise, type TrainSettings } from '@ganport/core';
import { loadNetwork } from '../models/run-networks.ts';
import { train } from './train.ts';
import { temporaryFolder } from '../files/temporary-folder.test.support.ts';

tf.enableProdMode();
await tf.setBackend('cpu');

const root = temporaryFolder();

/** 24 images of 8 × 8 with one bright square each. */
const pixels = Array.from({ length: 24 * 64 }, (_, i) => {
  const [image, y, x] = [Math.floor(i / 64), Math.floor(i / 8) % 8, i % 8];
  return Math.abs(y - (image % 5) - 1) < 2 && Math.abs(x - (image % 4) - 2) < 2 ? 255 : 0;
});
const data = join(root, 'squares-idx3-ubyte');
writeFileSync(data, Uint8Array.from([0, 0, 8, 3, 0, 0, 0, 24, 0, 0, 0, 8, 0, 0, 0, 8, ...pixels]));

const settings: TrainSettings = {
  variant: 'dcgan',
  data,
  steps: 8,
  batchSize: 4,
  seed: 11,
  width: 1 / 16,
  ema: 0.9,
  threads: 1,
  metricsEvery: 1,
  checkpointEvery: 3,
  sampleEvery: 4,
  monitorEvery: 2,
};

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

let folders = 0;
const folder = () => join(root, `run-${folders++}`);

/** All that must not depend on how often a run was interrupted. */
async function outcome(path: string) {
  const checkpoint = await readCheckpoint(join(path, 'checkpoint'));
  const rows = await readMetrics(join(path, 'metrics.jsonl'));
  return {
    step: checkpoint?.header.step,
    tensors: checkpoint?.tensors,
    rows: rows.map((row) => ({ ...row, secondsPerStep: 0, secondsWaited: 0 })),
    samples: readdirSync(join(path, 'samples')).map((name) => [
      name,
      sha256(readFileSync(join(path, 'samples', name))),
    ]),
  };
}

/** Runs until a step and dies there, saving nothing. */
async function die(out: string, at: number, resume = false, engine: 'onnx' | 'tfjs' = 'onnx') {
  const hooks: GanTrainingHooks = {
    onStep: (step) => {
      if (step === at) throw new Error('killed');
    },
  };
  await expect(train({ ...settings, engine }, { out, resume }, hooks)).rejects.toThrow('killed');
}

describe.each(['onnx', 'tfjs'] as const)('%s', (engine) => {
  test('killed twice and resumed, a run ends bit for bit like one that never stopped', async () => {
    const [whole, broken] = [folder(), folder()];
    await train({ ...settings, engine }, { out: whole });
    await die(broken, 2, false, engine); // Before the first checkpoint.
    await die(broken, 5, true, engine);
    await train({ variant: 'dcgan' }, { out: broken, resume: true });
    expect(await outcome(broken)).toEqual(await outcome(whole));
    expect((await outcome(whole)).step).toBe(8);
  });
});

test('an aborted run saves, and resumes to the same end', async () => {
  const [whole, stopped] = [folder(), folder()];
  await train(settings, { out: whole });
  const abort = new AbortController();
  const hooks: GanTrainingHooks = {
    signal: abort.signal,
    onStep: (step) => {
      if (step === 4) abort.abort();
    },
  };
  const { finished, steps } = await train(settings, { out: stopped }, hooks);
  expect(finished).toBe(false);
  expect((await readCheckpoint(join(stopped, 'checkpoint')))?.header.step).toBe(steps);
  const started: number[] = [];
  const { finished: done } = await train(
    settings,
    { out: stopped, resume: true },
    { onStart: ({ firstStep }) => void started.push(firstStep) },
  );
  expect([done, started]).toEqual([true, [steps]]);
  expect(await outcome(stopped)).toEqual(await outcome(whole));
});

test('the run folder has its files, and generator.onnx is the trained generator', async () => {
  const out = folder();
  const { engine, finished } = await train(settings, { out });
  expect([engine, finished]).toEqual(['onnxruntime cpu', true]);
  expect(readdirSync(out).toSorted()).toEqual([
    'checkpoint',
    'config.json',
    'curves.svg',
    'generator.onnx',
    'metrics.jsonl',
    'samples',
  ]);
  const config: unknown = JSON.parse(readFileSync(join(out, 'config.json'), 'utf8'));
  expect(config).toMatchObject({ ...settings, image: [8, 8, 1] });

  const noise = sampleNoise(3, 5, 100);
  const model = (await loadNetwork(out)).model;
  const images = model.predict(tf.tensor(noise.data as Float32Array, [5, 100])) as tf.Tensor;
  const expected = {
    dtype: 'float32',
    dims: images.shape,
    data: images.dataSync() as Float32Array,
  } as const;
  const session = await createSession(readFileSync(join(out, 'generator.onnx')));
  const { image } = await session.run({ noise });
  await session.dispose();
  model.dispose();
  expect(image && compareTensors(image, expected).maxAbs).toBeLessThan(1e-5);
});

test('a run that cannot go on is refused, and its folder stays as it was', async () => {
  const out = folder();
  await die(out, 7);
  const before = folder();
  cpSync(out, before, { recursive: true });
  const resume = (changes: Partial<TrainSettings>) =>
    train({ ...settings, ...changes }, { out, resume: true });
  await expect(resume({ width: 1 / 8 })).rejects.toThrow(/width was 0\.0625 and is now 0\.125/);
  await expect(resume({ steps: 5 })).rejects.toThrow(/has done 6 steps already; set more than 5/);
  await expect(train(settings, { out })).rejects.toMatchObject({ code: 'run-exists' });
  expect(readFileSync(join(out, 'metrics.jsonl'))).toEqual(
    readFileSync(join(before, 'metrics.jsonl')),
  );
  expect(readdirSync(join(out, 'samples'))).toEqual(readdirSync(join(before, 'samples')));
});

test('a run that cannot start leaves nothing', async () => {
  const out = folder();
  await expect(train({ ...settings, batchSize: 25 }, { out })).rejects.toMatchObject({
    code: 'data-mismatch',
  });
  await expect(train({ ...settings, data: join(root, 'absent') }, { out })).rejects.toMatchObject({
    code: 'not-found',
  });
  await expect(train(settings, { out, resume: true })).rejects.toMatchObject({ code: 'not-found' });
  expect(readdirSync(root)).not.toContain(out.split('/').at(-1));
});

test('a folder of other files is refused before the data are read, and nothing in it changes', async () => {
  const out = folder();
  mkdirSync(join(out, 'samples'), { recursive: true });
  const files = ['curves.svg', 'generator.onnx', 'samples/holiday.png'];
  for (const file of files) writeFileSync(join(out, file), file);
  const absent = { ...settings, data: join(root, 'absent') };
  await expect(train(absent, { out })).rejects.toMatchObject({ code: 'not-empty' });
  await expect(train(settings, { out })).rejects.toMatchObject({ code: 'not-empty' });
  expect(readdirSync(out).toSorted()).toEqual(['curves.svg', 'generator.onnx', 'samples']);
  for (const file of files) expect(readFileSync(join(out, file), 'utf8')).toBe(file);
});

test('a run that fails before its first step keeps what others put into its folder meanwhile', async () => {
  const out = folder();
  mkdirSync(out);
  const unavailable = train(
    { ...settings, providers: ['cuda'] },
    {
      out,
    },
    {
      onStart: () => {
        writeFileSync(join(out, 'samples', 'mine.png'), 'png');
        writeFileSync(join(out, 'curves.svg'), 'svg');
      },
    },
  );
  await expect(unavailable).rejects.toMatchObject({ code: 'no-provider' });
  expect(readdirSync(out).toSorted()).toEqual(['curves.svg', 'samples']);
  expect(readdirSync(join(out, 'samples'))).toEqual(['mine.png']);
});

test('a damaged checkpoint is skipped with a warning', async () => {
  const [whole, damaged] = [folder(), folder()];
  await train(settings, { out: whole });
  await die(damaged, 7);
  writeFileSync(join(damaged, 'checkpoint', 'step-000006.safetensors'), 'torn');
  const warnings: string[] = [];
  await train(settings, { out: damaged, resume: true }, { onWarning: (w) => warnings.push(w) });
  expect(warnings).toEqual([expect.stringMatching(/step-000006/)]);
  expect((await outcome(damaged)).tensors).toEqual((await outcome(whole)).tensors);
});
