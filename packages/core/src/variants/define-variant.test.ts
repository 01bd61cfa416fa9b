import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { CoreError } from '../errors.ts';
import { createGan } from '../gan/gan.ts';
import { createPlan } from '../gan/plan.ts';
import * as layers from '../layers/index.ts';
import { lossPresets } from '../losses/index.ts';
import { sequence } from '../models/chain.ts';
import type { NetworkDescription } from '../models/description.ts';
import { defineVariant } from './define-variant.ts';
import type { GanVariant } from './variant.ts';

tf.enableProdMode();
await tf.setBackend('cpu');

const generator = sequence('noise', [3], () => [
  layers.dense('pixels', 4),
  layers.reshape('image', [2, 2, 1]),
]);
const discriminator = sequence('image', [2, 2, 1], () => [
  layers.flatten('flatten'),
  layers.dense('logit', 1),
]);
const gentle = { ...lossPresets['wgan-gp'], discriminatorSteps: 2 };

const variant: GanVariant = {
  name: 'mine',
  source: 'this test',
  task: 'generation',
  networks: () => ({ generator, discriminator }),
  initialization: { kernel: { kind: 'glorot' } },
  losses: { gentle },
  defaults: { loss: 'gentle' },
};

const settings = { variant: './mine.mjs', image: [2, 2, 1], latent: 3 };
const withNetworks = (networks: Record<string, NetworkDescription>) =>
  createPlan(settings, { ...variant, networks: () => networks });

describe('a plan of a variant of one’s own', () => {
  test('has the variant’s loss, with the defaults of its preset', () => {
    const plan = createPlan(settings, defineVariant(variant));
    expect(plan.loss).toBe(gentle);
    expect(plan.config).toMatchObject({
      variant: './mine.mjs',
      loss: 'gentle',
      discriminatorSteps: 2,
      regularizer: 'gp',
      regularizerWeight: 10,
      generatorLearningRate: 1e-4,
    });
    expect(Object.keys(createGan(plan).networks)).toEqual(['generator', 'discriminator']);
  });

  test('may have a general loss; an unknown one is refused with all names', () => {
    expect(createPlan({ ...settings, loss: 'hinge' }, variant).loss).toBe(lossPresets.hinge);
    expect(() => createPlan({ ...settings, loss: 'loud' }, variant)).toThrow(
      'loss: must be one of non-saturating, minimax, lsgan, hinge, wgan, wgan-gp, rsgan, gentle (got "loud")',
    );
  });

  test('without a network of its task is refused', () => {
    expect(() => createGan(withNetworks({ generator }))).toThrow(
      "variant mine: its task generation needs a network 'discriminator'; networks() returns generator",
    );
    expect(() => createGan(withNetworks({}))).toThrow('networks() returns none');
  });

  test('with an error in networks(), or an input that it does not declare, is refused', () => {
    const failing: GanVariant = {
      ...variant,
      networks: () => {
        throw new TypeError('x is undefined');
      },
    };
    expect(() => createGan(createPlan(settings, failing))).toThrow(
      'variant mine: networks() failed: x is undefined',
    );
    const misnamed: NetworkDescription = { ...generator, outputs: (input) => input('latent') };
    const build = () => createGan(withNetworks({ generator: misnamed, discriminator }));
    expect(build).toThrow(CoreError);
    expect(build).toThrow(
      "network generator: outputs() uses an input 'latent'; its inputs are noise",
    );
  });
});

test.each([
  [{ task: 'painting' }, /^variant mine: task: /],
  [{ initialization: { kernel: { kind: 'zeros' } } }, /^variant mine: initialization\.kernel/],
  [{ losses: { gentle: { ...gentle, discriminatorSteps: 0 } } }, /^variant mine: losses\.gentle/],
  [{ parts: ['wings'] }, /^variant mine: parts\.0: /],
])('%j is refused with the field', (wrong, message) => {
  const declare = () => defineVariant({ ...variant, ...wrong } as GanVariant);
  expect(declare).toThrow(CoreError);
  expect(declare).toThrow(message);
});
