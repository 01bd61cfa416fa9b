import { expect, test } from 'vitest';
import { createPlan, type TrainSettings } from '../gan/plan.ts';
import { remediesFor } from './remedies.ts';
import type { DetectorName } from './detector.ts';

const of = (detector: DetectorName, settings: TrainSettings) =>
  remediesFor(detector, createPlan(settings));

test('a remedy that is in use already, or has no effect on the variant, is not proposed', () => {
  expect(of('mode-collapse', { variant: 'dcgan', latent: 1 })).toEqual([
    '--latent 100',
    '--pac 2',
    '--loss wgan-gp',
  ]);
  expect(of('mode-collapse', { variant: 'mlp', pac: 2, loss: 'wgan-gp' })).toEqual([
    '--instance-noise 0.1',
    '--generator-learning-rate 0.00005',
  ]);
  expect(of('mode-collapse', { variant: 'mlp', preset: 'article' })[0]).toBe('--preset field');
  expect(of('mode-collapse', { variant: 'cgan' })[1]).toBe('--minibatch-stddev');
  expect(of('vanishing-gradients', { variant: 'mlp', loss: 'minimax' })[0]).toBe(
    '--loss non-saturating',
  );
  expect(of('divergence', { variant: 'mlp', preset: 'article' })).toContain(
    '--discriminator-learning-rate 0.0002',
  );
});

test('pre-training has a remedy of its own', () => {
  const plan = createPlan({ variant: 'relgan' });
  expect(remediesFor('mode-collapse', plan, 'pretraining')).toEqual([
    '--pretrain-learning-rate 0.0002',
  ]);
  expect(remediesFor('mode-collapse', plan, 'adversarial')[0]).toBe('--pac 2');
});

test.each(['mode-collapse', 'vanishing-gradients', 'divergence'] as const)(
  'cyclegan has remedies against %s, and only those that it accepts',
  (sign) => {
    const flags = of(sign, { variant: 'cyclegan' });
    expect(flags.length).toBeGreaterThan(0);
    for (const flag of flags) {
      expect(flag).toMatch(/^--(instance-noise|(generator|discriminator)-learning-rate) /);
    }
  },
);
