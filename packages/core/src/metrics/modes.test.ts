import { expect, test } from 'vitest';
import { modeCoverage, predictedClasses } from './modes.ts';
import { featuresOf } from './samples.test.support.ts';

const logits = (labels: readonly number[]) =>
  featuresOf(labels.map((label) => [0, 1, 2, 3].map((k) => (k === label ? 2 : -k))));

test('all classes equally often: all are hit, the divergence is 0', () => {
  expect(modeCoverage(logits([0, 1, 2, 3, 0, 1, 2, 3]))).toEqual({
    classesHit: 4,
    classes: 4,
    classKl: 0,
  });
});

test('a single class: ln(classes)', () => {
  const { classesHit, classKl } = modeCoverage(logits([2, 2, 2]));
  expect(classesHit).toBe(1);
  expect(classKl).toBeCloseTo(Math.log(4), 12);
});

test('uneven classes: Σ p ln(p · classes)', () => {
  const { classesHit, classKl } = modeCoverage(logits([0, 0, 0, 1]));
  expect(classesHit).toBe(2);
  expect(classKl).toBeCloseTo(0.75 * Math.log(3) + 0.25 * Math.log(1), 12);
});

test('the class with the highest score, the first of equal ones', () => {
  const scores = featuresOf([
    [0.1, 0.7, 0.2],
    [5, -1, 5],
    [-3, -2, -1],
  ]);
  expect([...predictedClasses(scores)]).toEqual([1, 0, 2]);
});
