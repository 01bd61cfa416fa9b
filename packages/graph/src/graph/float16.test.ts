import { expect, test } from 'vitest';
import { constantOf } from './constant.ts';
import { asFloat16, fromFloat16Bits, toFloat16Bits } from './float16.ts';

const codes = Uint16Array.from({ length: 65_536 }, (_, code) => code);

/** The index of the first element that differs; -1 where all are equal. */
function difference(actual: Float32Array | Uint16Array, expected: ArrayLike<number>): number {
  return actual.findIndex((value, at) => !Object.is(value, expected[at]));
}

/** IEEE 754-2019, section 3.4. */
function valueOf(code: number): number {
  const sign = code >= 0x8000 ? -1 : 1;
  const exponent = Math.floor(code / 1024) % 32;
  const fraction = (code % 1024) / 1024;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return exponent === 0 ? sign * fraction * 2 ** -14 : sign * (1 + fraction) * 2 ** (exponent - 15);
}

test('every code is the number that the standard says', () => {
  expect(difference(fromFloat16Bits(codes), Float32Array.from(codes, valueOf))).toBe(-1);
});

test('every number is rounded to itself; NaN stays NaN', () => {
  const numbers = codes.filter((code) => !Number.isNaN(valueOf(code)));
  expect(difference(toFloat16Bits(fromFloat16Bits(numbers)), numbers)).toBe(-1);
  expect(valueOf(toFloat16Bits(Float32Array.of(NaN))[0] ?? 0)).toBeNaN();
});

test('between two neighbors the nearest is taken, in the middle the even one', () => {
  // 65,520 lies between the largest number and what would be the next one.
  const low = codes.subarray(0, 0x7c00);
  const upper = (code: number) => (code === 0x7bff ? 65_536 : valueOf(code + 1));
  const middle = Float32Array.from(low, (code) => (valueOf(code) + upper(code)) / 2);
  const even = low.map((code) => code + (code % 2));
  const words = new Uint32Array(middle.buffer);
  const below = new Float32Array(words.map((word) => word - 1).buffer);
  const above = new Float32Array(words.map((word) => word + 1).buffer);
  expect(difference(toFloat16Bits(middle), even)).toBe(-1);
  expect(difference(toFloat16Bits(below), low)).toBe(-1);
  expect(
    difference(
      toFloat16Bits(above),
      low.map((code) => code + 1),
    ),
  ).toBe(-1);
  const negative = middle.map((value) => -value);
  expect(
    difference(
      toFloat16Bits(negative),
      even.map((code) => code + 0x8000),
    ),
  ).toBe(-1);
});

// numpy 2.4: np.float32(x).astype(np.float16).view(np.uint16)
test.each([
  [0.1, 0x2e66],
  [1 / 3, 0x3555],
  [-Math.PI, 0xc248],
  [1e-5, 0x00a8],
  [1e-7, 0x0002],
  [2.98e-8, 0x0000],
  [1e-40, 0x0000],
  [65_519.996, 0x7bff],
  [65_520, 0x7c00],
  [-1e9, 0xfc00],
  [-0, 0x8000],
])('%d is rounded as numpy does', (value, code) => {
  expect(toFloat16Bits(Float32Array.of(value))[0]).toBe(code);
});

test('tensors keep their shape, and other types are refused', () => {
  const tensor = constantOf('float32', [1, 2], [0.5, -1]);
  expect(asFloat16(tensor)).toEqual(constantOf('float16', [1, 2], [0x3800, 0xbc00]));
  expect(() => asFloat16(constantOf('int32', [], [1]))).toThrow('a int32 tensor is not rounded');
});
