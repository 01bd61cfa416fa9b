import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { prefetch } from './prefetch.ts';

test('exactly `ahead` items are loaded before they are requested', async () => {
  const started: number[] = [];
  const load = async (number: number) => {
    started.push(number);
    return number * 10;
  };
  const items = prefetch(load, { first: 5, end: 9, ahead: 2 });
  expect(started).toEqual([5, 6]);
  expect(await items.next()).toBe(50);
  expect(started).toEqual([5, 6, 7]);
  expect([await items.next(), await items.next(), await items.next()]).toEqual([60, 70, 80]);
  expect(started).toEqual([5, 6, 7, 8]);
  await expect(items.next()).rejects.toThrow('there is no item after number 8');
});

test('items are in order, however long each takes', async () => {
  const items = prefetch((n) => setTimeout(n === 0 ? 20 : 1, n), { first: 0, end: 3, ahead: 3 });
  const order: number[] = [];
  await Promise.all([0, 1, 2].map(async () => order.push(await items.next())));
  expect(order).toEqual([0, 1, 2]);
  expect(items.waited).toBeGreaterThan(0);
});

test('a failure is reported in its turn', async () => {
  const load = async (number: number) => {
    if (number === 1) throw new Error('no image 1');
    return number;
  };
  const items = prefetch(load, { first: 0, end: 3 });
  expect(await items.next()).toBe(0);
  await setTimeout(5);
  await expect(items.next()).rejects.toThrow('no image 1');
  expect(await items.next()).toBe(2);
});

test('an item that is loaded already adds no waiting time', async () => {
  const items = prefetch(async (number) => number, { first: 0, end: 3, ahead: 3 });
  await setTimeout(5);
  for (let i = 0; i < 3; i++) await items.next();
  expect(items.waited).toBe(0);
});
