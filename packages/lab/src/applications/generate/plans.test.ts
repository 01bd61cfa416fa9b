/** What is drawn where: rows, labels, and the ways between vectors. */
import { expect, test } from 'vitest';
import { sampleNoise } from '@ganport/core';
import { planSheet, planWalk } from './plans.ts';
import { slerp } from '@ganport/core/internal';

const source = { seed: 2, latent: 5 };
const noise = (count: number) => sampleNoise(2, count, 5).data as Float32Array;

test('a sheet is as square as can be, its labels in turn', () => {
  const plain = planSheet({ ...source, count: 7, isRowPerLabel: false });
  expect(plain).toEqual({ count: 7, columns: 3, noise: noise(7) });
  const { labels } = planSheet({ ...source, count: 7, labels: [0, 1, 2], isRowPerLabel: false });
  expect([...(labels ?? [])]).toEqual([0, 1, 2, 0, 1, 2, 0]);
});

test('requested labels have a row each', () => {
  const plan = planSheet({ ...source, count: 3, labels: [4, 1], isRowPerLabel: true });
  expect(plan).toEqual({
    count: 6,
    columns: 3,
    noise: noise(6),
    labels: Int32Array.of(4, 4, 4, 1, 1, 1),
  });
});

test('a sheet with truncation keeps its noise within', () => {
  const plan = planSheet({ ...source, count: 100, truncation: 0.3, isRowPerLabel: false });
  expect(Math.max(...plan.noise.map(Math.abs))).toBeLessThanOrEqual(Math.fround(0.3));
});

const stop = (i: number, of: number) => noise(of).subarray(5 * i, 5 * i + 5);

test('a walk in rows: each from a vector to the next, both included', () => {
  const plan = planWalk({ ...source, stops: 3, frames: 4, isRound: false, labels: [6, 7, 8] });
  expect([plan.count, plan.columns]).toEqual([8, 4]);
  expect([...(plan.labels ?? [])]).toEqual([6, 6, 6, 6, 7, 7, 7, 7]);
  const frame = (i: number) => plan.noise.subarray(5 * i, 5 * i + 5);
  expect(frame(0)).toEqual(stop(0, 3));
  expect(frame(1)).toEqual(slerp(stop(0, 3), stop(1, 3), 1 / 3));
  expect(frame(3)).toEqual(stop(1, 3));
  expect(frame(4)).toEqual(stop(1, 3));
  expect(frame(7)).toEqual(stop(2, 3));
});

test('a walk round: back to the first vector, none shown twice', () => {
  const plan = planWalk({ ...source, stops: 3, frames: 4, isRound: true });
  expect([plan.count, plan.labels]).toEqual([12, undefined]);
  const frame = (i: number) => plan.noise.subarray(5 * i, 5 * i + 5);
  expect(frame(4)).toEqual(stop(1, 3));
  expect(frame(8)).toEqual(stop(2, 3));
  expect(frame(11)).toEqual(slerp(stop(2, 3), stop(0, 3), 3 / 4));
});
