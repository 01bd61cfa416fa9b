/** Batch normalization, with and without scale and offset, and its gradients. */
import * as tf from '@tensorflow/tfjs';
import { lowers, type LoweringCase } from '../support/lowering-case.ts';
import { floats } from '../support/numbers.ts';
import { slopes } from '../support/slopes.ts';

const channel = {
  mean: floats([3], 2),
  variance: floats([3], 3, 0.1, 2),
  offset: floats([3], 4),
  scale: floats([3], 5),
};

export const normalizationCases: readonly LoweringCase[] = [
  lowers('batchNorm', { x: floats([2, 4, 5, 3]), ...channel }, (t) =>
    tf.batchNorm(t.x, t.mean, t.variance, t.offset, t.scale, 0.01),
  ),
  lowers('batchNorm without scale', { x: floats([2, 3]), ...channel }, (t) =>
    tf.batchNorm(t.x, t.mean, t.variance, t.offset),
  ),
  lowers('batchNorm without offset', { x: floats([2, 3]), ...channel }, (t) =>
    tf.batchNorm(t.x, t.mean, t.variance, undefined, t.scale),
  ),
  lowers('batchNorm of bare statistics', { x: floats([2, 3]), ...channel }, (t) =>
    tf.batchNorm(t.x, t.mean, t.variance),
  ),
  lowers(
    'batchNorm with statistics of every pixel',
    { x: floats([2, 2, 3]), mean: floats([2, 2, 3], 2), variance: floats([2, 2, 3], 3, 0.1, 2) },
    (t) => tf.batchNorm(t.x, t.mean, t.variance),
  ),
  lowers('gradients of batchNorm', { x: floats([2, 4, 5, 3]), ...channel }, (t) =>
    slopes(
      (x, mean, variance, offset, scale) => tf.batchNorm(x, mean, variance, offset, scale),
      [t.x, t.mean, t.variance, t.offset, t.scale],
    ),
  ),
];
