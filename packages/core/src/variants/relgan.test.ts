/** RelGAN's networks and settings against section 2 of the paper, its appendix and its published code. */
import * as tf from '@tensorflow/tfjs';
import { afterAll, expect, test } from 'vitest';
import { exportNetwork } from '../engines/trained-network.ts';
import { createGan } from '../gan/gan.ts';
import { phaseAt, phaseNumber, phasesOf } from '../gan/phases.ts';
import { createPlan } from '../gan/plan.ts';
import type { Network } from '../models/network.ts';

await tf.setBackend('cpu');
afterAll(() => tf.disposeVariables());

const planOf = (more: object = {}) => createPlan({ variant: 'relgan', sample: [8, 28], ...more });
const shapes = (network: Network | undefined) =>
  Object.fromEntries([...(network?.weights ?? [])].map(([name, { shape }]) => [name, shape]));

test('the settings are those of the paper', () => {
  expect(createPlan({ variant: 'relgan' }).config).toMatchObject({
    data: 'words',
    length: 32,
    batchSize: 64,
    loss: 'rsgan',
    regularizer: 'none',
    discriminatorSteps: 5,
    generatorLearningRate: 1e-4,
    discriminatorLearningRate: 1e-4,
    beta1: 0.9,
    beta2: 0.999,
    clipNorm: 5,
    pretrainLearningRate: 1e-2,
    temperatureMax: 100,
    memorySlots: 1,
    memoryHeads: 2,
    headSize: 256,
  });
});

test('a memory of two heads of 256, 64 embeddings of one number, 300 filters of each window', () => {
  const { generator, discriminator } = createGan(planOf()).networks;
  expect(shapes(generator)).toMatchObject({
    'text/embedding/kernel': [28, 32],
    'text/input/kernel': [32, 512],
    'text/attention/kernel': [512, 3 * 512],
    'text/gates_of_memory/kernel': [512, 2 * 512],
    'text/logits/kernel': [512, 28],
    'text/temperature': [],
  });
  const windows = [2, 3, 4, 5].map((window) => [
    [`conv_${window}/kernel`, [1, window, 1, 300]],
    [`conv_${window}/bias`, [300]],
  ]);
  expect(shapes(discriminator)).toEqual({
    'embed/kernel': [1, 1, 28, 64],
    ...Object.fromEntries(windows.flat()),
    'highway/kernel': [1200, 1200],
    'highway/bias': [1200],
    'highway/gate/kernel': [1200, 1200],
    'highway/gate/bias': [1200],
    'dense/kernel': [1200, 100],
    'dense/bias': [100],
    'logit/kernel': [100, 1],
    'logit/bias': [1],
  });
  expect(discriminator?.model.outputs[0]?.shape).toEqual([null, 64, 1]);
});

test('its noise has a number for each character of each place', () => {
  expect(planOf().config.latent).toBe(8 * 28);
  expect(() => planOf({ latent: 64 })).toThrow('latent: the samples of relgan decide the length');
  expect(() => planOf({ sample: [4096, 28] })).toThrow(
    'latent: relgan draws 114688 numbers for a sample, and it must be a whole number from 1 to 65536',
  );
  expect(() => createGan(planOf({ sample: [4, 28] }))).toThrow('give a longer --length');
});

test('pre-training, then the game; only a variant with pre-training has steps of it', () => {
  const plan = planOf({ pretrainSteps: 3 });
  expect(phasesOf(plan).map(({ name, first }) => [name, first])).toEqual([
    ['pretraining', 0],
    ['adversarial', 3],
  ]);
  expect([2, 3, 99].map((step) => phaseAt(plan, step).name)).toEqual([
    'pretraining',
    'adversarial',
    'adversarial',
  ]);
  expect([0, 2, 3].map((step) => phaseNumber(plan, step))).toEqual([1, 1, 2]);
  const alone = planOf({ pretrainSteps: 0 });
  expect([phaseAt(alone, 0).name, phaseNumber(alone, 0)]).toEqual(['adversarial', undefined]);
  expect(() => createPlan({ variant: 'chargan', pretrainSteps: 3 })).toThrow(
    'pretrainSteps: chargan has no pre-training; leave it out',
  );
  expect(() => planOf({ workers: 2 })).toThrow('workers: a training of two phases has one worker');
});

test('the file of the generator has one loop, and an open batch', async () => {
  const { generator } = createGan(planOf({ width: 1 / 128 })).networks;
  const { model } = generator as Network;
  const { graph } = await exportNetwork({ model, classNames: [], noise: 'uniform' });
  expect(graph.nodes.filter(({ op }) => op === 'Scan')).toHaveLength(1);
  expect(graph.nodes.length).toBeLessThan(20);
  expect(graph.outputs.map(({ name, shape }) => [name, shape?.length])).toEqual([['text', 3]]);
  expect(typeof graph.outputs[0]?.shape?.[0]).toBe('string');
});
