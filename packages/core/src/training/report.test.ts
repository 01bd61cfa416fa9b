import { expect, test } from 'vitest';
import { accuracyOf, reportLine } from './report.ts';

test('the report line', () => {
  const row = { dLoss: 1.21249, dAccuracy: 91 / 128, gLoss: 0.934 };
  expect(reportLine(200, row)).toBe('step 200 [D loss: 1.212 | D accuracy: 71.1%] [G loss: 0.934]');
});

test('the report line of a step without a discriminator', () => {
  expect(reportLine(200, { gLoss: 2.3104 })).toBe('step 200 [pre-training] [G loss: 2.310]');
  expect(accuracyOf({ gLoss: 1, gGradientNorm: 1 })).toBeUndefined();
});

test('the accuracy is the mean of those of real and of generated images', () => {
  const metrics = { dLoss: 0, gLoss: 0, dAccuracyReal: 0.5, dAccuracyGenerated: 1 };
  expect(accuracyOf(metrics)).toBe(0.75);
});
