import { expect, test } from 'vitest';
import { inceptionScore } from './inception-score.ts';
import { featuresOf } from './samples.test.support.ts';

const certain = (label: number, classes: number) =>
  Array.from({ length: classes }, (_, k) => (k === label ? 1 : 0));

test('certain predictions of all classes equally often: the number of classes', () => {
  const rows = Array.from({ length: 40 }, (_, i) => certain(i % 4, 4));
  const { mean, stddev } = inceptionScore(featuresOf(rows));
  expect(mean).toBeCloseTo(4, 12);
  expect(stddev).toBeCloseTo(0, 12);
});

test('one class for all samples, or uniform probabilities: 1', () => {
  expect(inceptionScore(featuresOf(Array.from({ length: 30 }, () => certain(2, 5)))).mean).toBe(1);
  const unsure = featuresOf(Array.from({ length: 30 }, () => [0.25, 0.25, 0.25, 0.25]));
  expect(inceptionScore(unsure).mean).toBeCloseTo(1, 12);
});

test('ten splits in the order of the samples: their mean and standard deviation', () => {
  // Five splits of two classes (score 2), five of one (score 1).
  const rows = Array.from({ length: 100 }, (_, i) => certain(i < 50 ? i % 2 : 0, 3));
  const { mean, stddev } = inceptionScore(featuresOf(rows));
  expect(mean).toBeCloseTo(1.5, 12);
  expect(stddev).toBeCloseTo(0.5, 12);
});
