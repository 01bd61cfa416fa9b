/**
 * `train --tensorboard`, read by TensorBoard's own reader: a run that was killed after its checkpoint
 * and resumed has each point once, and the numbers of metrics.jsonl.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readMetrics, train } from '@ganport/lab';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { skipNote } from '../browser/support/chromium.ts';
import { missingModules, python } from '../support/python-peers.ts';

tf.enableProdMode();

const reader = join(import.meta.dirname, 'read_events.py');

interface Found {
  readonly fileVersion: number;
  readonly scalars: Readonly<Record<string, readonly (readonly [step: number, value: number])[]>>;
  readonly images: Readonly<Record<string, readonly unknown[]>>;
  readonly texts: Readonly<Record<string, readonly (readonly [step: number, text: string])[]>>;
}

const missing = missingModules('tensorboard', 'tensorboard');

describe.skipIf(missing !== undefined)(`TensorBoard${skipNote(missing)}`, () => {
  const root = mkdtempSync(join(tmpdir(), 'ganport-tensorboard-'));
  const out = join(root, 'run');
  const settings = {
    variant: 'mlp',
    data: 'ring',
    width: 0.25,
    threads: 1,
    steps: 40,
    metricsEvery: 5,
    sampleEvery: 20,
    checkpointEvery: 20,
    tensorboard: true,
  };

  beforeAll(async () => {
    // Killed at step 33: rows of steps 25 and 30 are there, the checkpoint is of step 20.
    const onStep = (step: number): void => {
      if (step === 33) throw new Error('killed');
    };
    await train(settings, { out }, { onStep }).catch((error: Error) => {
      if (error.message !== 'killed') throw error;
    });
    await train({ variant: 'mlp' }, { out, resume: true });
  });
  afterAll(() => rmSync(root, { recursive: true }));

  test('reads scalars, pictures and texts; no point is there twice', async () => {
    const folder = join(out, 'tensorboard');
    expect(readdirSync(folder)).toHaveLength(2);
    const { status, stdout, stderr } = spawnSync(python, [reader, folder], { encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, expect.any(String)]);
    const found = JSON.parse(stdout) as Found;
    const rows = await readMetrics(join(out, 'metrics.jsonl'));
    expect(found.fileVersion).toBe(2);
    expect(rows.map(({ step }) => step)).toEqual([5, 10, 15, 20, 25, 30, 35, 40]);
    expect(found.scalars['loss/gLoss']).toEqual(
      rows.map(({ step, gLoss }) => [step, Math.fround(gLoss)]),
    );
    expect(Object.keys(found.scalars)).toEqual(
      expect.arrayContaining(['loss/dLoss', 'accuracy/dAccuracy', 'gradient/gGradientNorm']),
    );
    expect(found.images['samples']).toEqual([
      [20, expect.any(Number), expect.any(Number), 'PNG'],
      [40, expect.any(Number), expect.any(Number), 'PNG'],
    ]);
    expect(found.texts['config']?.map(([step]) => step)).toEqual([1, 21]);
    expect(found.texts['config']?.[0]?.[1]).toContain('"data": "ring"');
  });
});
