import { expect, test } from 'vitest';
import { constantOf, contentKey, sameConstant, transposed } from './constant.ts';
import type { Constant } from './graph.ts';

const vector = (values: number[], dtype: Constant['dtype'] = 'float32') =>
  constantOf(dtype, [values.length], values);

test.each<[Constant, Constant, boolean]>([
  [vector([1, 2, 3]), vector([1, 2, 3]), true],
  [vector([1, 2, 3]), vector([1, 2, 4]), false],
  [vector([0]), vector([-0]), false],
  [vector([NaN]), vector([NaN]), true],
  [vector([1]), vector([1], 'int32'), false],
  [constantOf('float32', [1, 1], [1]), vector([1]), false],
  [vector([1, 2, 3], 'uint8'), vector([1, 2, 3], 'uint8'), true],
  [vector([1, 2, 3], 'uint8'), vector([1, 2, 4], 'uint8'), false],
  [{ ...vector([]), data: new Float32Array(4).subarray(1, 1) }, vector([]), true],
])('%j and %j have the same contents: %s', (a, b, same) => {
  expect(sameConstant(a, b)).toBe(same);
  expect(contentKey(a) === contentKey(b)).toBe(same);
});

test('where the bytes lie does not matter', () => {
  const view: Constant = {
    dtype: 'uint8',
    shape: [4],
    data: new Uint8Array([9, 0, 1, 2, 3]).subarray(1),
  };
  expect(sameConstant(view, vector([0, 1, 2, 3], 'uint8'))).toBe(true);
  expect(contentKey(view)).toBe(contentKey(vector([0, 1, 2, 3], 'uint8')));
  expect(sameConstant(view, vector([0, 0, 0, 0], 'uint8'))).toBe(false);
});

test('axis i of a transposed tensor is axis p[i] of the tensor', () => {
  const constant = constantOf('int64', [2, 3], [1, 2, 3, 4, 5, 6]);
  expect(transposed(constant, [1, 0])).toEqual(constantOf('int64', [3, 2], [1, 4, 2, 5, 3, 6]));
});
