import { expect, test } from 'vitest';
import type { HostTensor } from '@ganport/runtime';
import { lossesOf } from './loss.ts';

const floats = (dims: readonly number[], ...values: number[]): HostTensor => ({
  dtype: 'float32',
  dims,
  data: Float32Array.from(values),
});

test('differences and PSNR are those of all runs', () => {
  const expected = [{ y: floats([2], 0, 4) }, { y: floats([2], 1, 2) }];
  const actual = [{ y: floats([2], 0, 3) }, { y: floats([2], 1, 2) }];
  // One error of 1 among 4 elements, whose span is 4: 10 log10(16 / (1 / 4)).
  const [loss] = lossesOf(actual, expected);
  expect(loss).toEqual({ output: 'y', maxAbs: 1, meanAbs: 0.25, psnr: 10 * Math.log10(64) });
});

test('of classes, the share of samples with the same largest one', () => {
  const expected = [{ y: floats([3, 2], 0, 1, 1, 0, 2, 3) }];
  const actual = [{ y: floats([3, 2], 0, 2, 0, 1, 2, 2.5) }];
  expect(lossesOf(actual, expected)[0]?.top1).toBeCloseTo(2 / 3, 12);
});

test('float16 outputs are compared as numbers, and integers are not', () => {
  const label: HostTensor = { dtype: 'int32', dims: [1], data: Int32Array.of(1) };
  const half: HostTensor = { dtype: 'float16', dims: [1], data: Uint16Array.of(0x3c00) };
  const losses = lossesOf([{ y: half, label }], [{ y: floats([1], 1), label }]);
  expect(losses).toEqual([{ output: 'y', maxAbs: 0, meanAbs: 0, psnr: Infinity }]);
});

test('what became NaN is infinitely far', () => {
  const [loss] = lossesOf([{ y: floats([1], NaN) }], [{ y: floats([1], 1) }]);
  expect(loss).toMatchObject({ maxAbs: Infinity, psnr: NaN });
});
