import { expect, test } from 'vitest';
import { WarmUp } from './warm-up.ts';

const takes = (start: WarmUp, ...works: number[]) => works.map((work) => start.takes(work));

test('takes kernels until their work is spent and the step has ended', async () => {
  const read = new WarmUp(100);
  expect(takes(read, 60, 40, 60)).toEqual([true, true, true]);
  read.pause();
  expect(takes(read, 1)).toEqual([false]);
  const waits = new WarmUp(100);
  expect(takes(waits, 60)).toEqual([true]);
  waits.pause();
  expect(takes(waits, 40, 40)).toEqual([true, true]);
  await Promise.resolve();
  expect(takes(waits, 1)).toEqual([false]);
});

test('does not wait for the end of a long step', () => {
  expect(takes(new WarmUp(100), 200, 200, 1, 1)).toEqual([true, true, false, false]);
});

test('a kernel that is too large ends it, one of unknown work does not', () => {
  const start = new WarmUp(2 ** 22);
  expect(takes(start, Infinity, 2 ** 20, 2 ** 20 + 1, 1)).toEqual([false, true, false, false]);
});

test('without work there is none', () => {
  expect(takes(new WarmUp(0), 1)).toEqual([false]);
});
