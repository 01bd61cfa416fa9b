import { expect, test } from 'vitest';
import { checkFeeds, checkFetches, checkTensorMap } from './feeds.ts';
import type { ValueInfo } from './session.ts';
import { hostTensor } from './tensor.ts';

const x: ValueInfo = { name: 'x', dtype: 'float32', dims: ['N', 2] };
const data = new Float32Array(2);

const refused = (message: RegExp) =>
  expect.objectContaining({ code: 'invalid-feed', message: expect.stringMatching(message) });

test.each([
  [null, /feeds: expected an object of tensors by name, got null/],
  [undefined, /got undefined/],
  [[], /got an array/],
  ['x', /got string/],
  [{}, /input x: missing/],
  [{ x: null }, /feeds x: expected a tensor/],
  [{ x: {} }, /feeds x: expected a tensor/],
  [{ x: { dtype: 'constructor', dims: [1, 2], data } }, /feeds x: expected a tensor/],
  [{ x: { dtype: 'float32', dims: [1, -2], data } }, /feeds x: expected a tensor/],
  [{ x: { dtype: 'float32', dims: [1, NaN], data } }, /feeds x: expected a tensor/],
  [{ x: { dtype: 'float32', dims: [1, 2], data: [1, 2] } }, /feeds x: expected a tensor/],
  [{ x: { dtype: 'float32', dims: [2, 2], data } }, /needs a Float32Array of 4, got/],
])('feeds %j are refused', (feeds, message) => {
  expect(() => checkFeeds([x], feeds as never)).toThrow(refused(message));
});

test('fetches are an array of names', () => {
  expect(() => checkFetches([x], 'x' as never)).toThrow(refused(/got string/));
  expect(() => checkFetches([x], null as never)).toThrow(refused(/got null/));
  expect(() => checkFetches([x], [{ toString: 1 }] as never)).toThrow(refused(/object among them/));
  expect(checkFetches([x], ['x'])).toEqual(['x']);
});

test('tensors are what they declare', () => {
  expect(() =>
    checkTensorMap('state', { x: { dtype: 'float32', dims: [1, 2], data } }),
  ).not.toThrow();
  expect(() => hostTensor('constructor' as never, data, [2])).toThrow(refused(/no element type/));
  expect(() => hostTensor('float32', null as never, [2])).toThrow(refused(/got object/));
});
