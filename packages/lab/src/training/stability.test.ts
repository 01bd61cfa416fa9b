/** Short runs that are made to go wrong, and one that is not: what they warn of. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { readMetrics } from '../run-folder/metrics.ts';
import type { TrainSettings } from '@ganport/core';
import { train } from './train.ts';
import { readWarnings } from '../run-folder/warnings-file.ts';
import { temporaryFolder } from '../files/temporary-folder.test.support.ts';

tf.enableProdMode();

const root = temporaryFolder();

/** Trains a whole run. @returns its warnings, as reported and as stored, and its metrics */
async function run(name: string, settings: TrainSettings) {
  const reported: string[] = [];
  const { run: folder } = await train(
    { width: 0.25, threads: 1, ...settings },
    { out: join(root, name) },
    { onWarning: (line) => reported.push(line) },
  );
  const path = folder.warnings;
  return {
    reported,
    path,
    warnings: await readWarnings(path),
    rows: await readMetrics(folder.metrics),
  };
}

const ring: TrainSettings = { variant: 'mlp', data: 'ring', batchSize: 128, steps: 1500 };

test('the preset of the article is in one mode from the start, which is reported within 300 steps', async () => {
  const { warnings } = await run('article', { variant: 'mlp', preset: 'article', steps: 300 });
  expect(warnings).toEqual([
    expect.objectContaining({
      sign: 'mode-collapse',
      value: 1,
      message: expect.stringMatching(/1 of 10 modes, .*; start again with --preset field/),
    }),
  ]);
});

test('a generator far faster than its discriminator collapses, which is reported and stored once', async () => {
  const { reported, warnings, rows } = await run('collapse', {
    ...ring,
    generatorLearningRate: 0.01,
    discriminatorLearningRate: 5e-4,
    beta1: 0.9,
  });
  expect(reported).toEqual(warnings.map(({ step, message }) => `step ${step}: ${message}`));
  // Whether gradients vanish before, and what becomes of the run, is chance; an episode is reported once.
  expect(warnings.length).toBeLessThan(5);
  const collapse = warnings.find(({ sign }) => sign === 'mode-collapse');
  const { step, message, value } = collapse ?? { step: 0, message: '', value: 0 };
  expect(message).toMatch(
    /^mode collapse: the diversity of samples .*; start again with --pac 2, /,
  );
  expect(rows.find((row) => row.step === step)?.['diversityRatio']).toBe(value);
}, 120_000);

test('a discriminator that wins at once leaves no gradient, which is reported', async () => {
  const { warnings } = await run('vanishing', {
    variant: 'mlp',
    steps: 500,
    loss: 'minimax',
    generatorLearningRate: 1e-5,
    discriminatorLearningRate: 2e-3,
  });
  expect(warnings.map(({ sign }) => sign)).toEqual(['vanishing-gradients']);
  expect(warnings[0]?.message).toMatch(/; start again with --loss non-saturating, /);
}, 120_000);

test('a healthy run has no warnings; its rows have the diversity', async () => {
  const { reported, path, rows } = await run('well', {
    ...ring,
    pac: 2,
    steps: 3000,
    ema: 0.99,
    generatorLearningRate: 1e-3,
    discriminatorLearningRate: 1e-3,
  });
  expect([reported, existsSync(path)]).toEqual([[], false]);
  expect(rows.at(-1)).toMatchObject({ modesHit: 8, modes: 8 });
  expect(rows.at(-1)?.['diversityRatio']).toBeCloseTo(1, 1);
}, 120_000);

test('FID and IS are measured on request; data without an extractor are refused before training', async () => {
  const { rows } = await run('scored', { variant: 'mlp', steps: 4, evaluateEvery: 4 });
  expect(rows.at(-1)?.['fid']).toBeGreaterThan(0);
  // At least 1, up to rounding.
  expect(rows.at(-1)?.['is']).toBeGreaterThan(1 - 1e-9);
  await expect(run('unscored', { ...ring, evaluateEvery: 4 })).rejects.toMatchObject({
    code: 'bad-argument',
    message: expect.stringMatching(/^evaluateEvery: scores are of gray or color images/),
  });
  expect(existsSync(join(root, 'unscored'))).toBe(false);
}, 120_000);
