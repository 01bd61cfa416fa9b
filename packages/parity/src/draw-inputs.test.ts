/** What models are compared on: numbers that they accept. */
import { OnnxModel, parseGraph, type Model } from '@ganport/graph';
import { hostTensor } from '@ganport/runtime';
import { float16ToNumber } from '@ganport/runtime/internal';
import { expect, test } from 'vitest';
import { drawInputs } from './draw-inputs.ts';
import { floats } from './testing/models.ts';

const model = (text: string, metadata: Readonly<Record<string, string>> = {}): Model =>
  OnnxModel.fromGraph(parseGraph(text), { metadata }).model;

const identity = (type: string) => model(`(${type} x) => (${type} y) { y = Identity(x) }`);

/** The numbers of an input over many seeds. */
function seen(of: Model, name: string): number[] {
  const drawn = Array.from({ length: 40 }, (_, seed) => drawInputs(of, { seed })[name]);
  return drawn.flatMap((tensor) => Array.from(tensor?.data ?? [], Number));
}

test('inputs of any size up to the limit are drawn', () => {
  expect(drawInputs(identity('float[N,3]'))['x']?.dims).toEqual([4, 3]);
  expect(() => drawInputs(identity('float[N,1099511627776]'))).toThrow(
    'input x: is [4, 1099511627776], and at most 67108864 values are drawn for all inputs; give inputs',
  );
  const two = model(
    '(float[8388608,5] x, float[8388608,5] y) => (float[8388608,5] z) { z = Add(x, y) }',
  );
  expect(() => drawInputs(two)).toThrow('input y: is [8388608, 5], and at most 67108864 values');
});

test.each(['int32', 'int64', 'float'])('positions in a table are all that it has: %s', (type) => {
  const table = model(`(${type}[N,5] tokens, float[7,4] table) => (float[N,5,4] y) {
    whole = Cast<to = 7>(tokens)
    y = Gather(table, whole)
  }`);
  expect(new Set(seen(table, 'tokens'))).toEqual(new Set([0, 1, 2, 3, 4, 5, 6]));
});

test('other integers and booleans are 0 or 1, bytes are those of images', () => {
  expect(new Set(seen(identity('int32[9]'), 'x'))).toEqual(new Set([0, 1]));
  expect(new Set(seen(identity('bool[9]'), 'x'))).toEqual(new Set([0, 1]));
  expect(Math.max(...seen(identity('uint8[99]'), 'x'))).toBeGreaterThan(250);
});

test('halves are the other floating-point numbers, rounded', () => {
  const [half, float] = ['float16[99]', 'float[99]'].map((type) => drawInputs(identity(type))['x']);
  expect(half?.dtype).toBe('float16');
  const rounded = Array.from(half?.data as Uint16Array, float16ToNumber);
  expect(rounded).toHaveLength(99);
  for (const [i, number] of rounded.entries()) {
    expect(Math.abs(number - Number(float?.data[i]))).toBeLessThan(2 ** -9);
  }
});

test('the int32 numbers of images are pixels', () => {
  const pixels = model('(int32[1,5,5,3] x) => (int32[1,5,5,3] y) { y = Identity(x) }', {
    'ganport.layout.x': 'NHWC',
  });
  const numbers = seen(pixels, 'x');
  expect([Math.min(...numbers), Math.max(...numbers)]).toEqual([0, 255]);
});

const translator =
  '(float[n,height,width,3] a, float[n,width] b) => (float[n,width] y) { y = Tanh(b) }';

test('open sizes are the multiples that the file asks for, the same everywhere', () => {
  const shapes = (metadata: Readonly<Record<string, string>>, sizes = {}) =>
    Object.values(drawInputs(model(translator, metadata), { sizes })).map(({ dims }) => dims);
  expect(shapes({})).toEqual([
    [4, 32, 32, 3],
    [4, 32],
  ]);
  const metadata = { 'ganport.multiple.height': '12', 'ganport.multiple.n': '3' };
  expect(shapes(metadata, { width: 5 })).toEqual([
    [6, 36, 5, 3],
    [6, 5],
  ]);
});

test('numbers are in the range of the file, or normal; a seed gives the same ones', () => {
  const ranged = model(translator, { 'ganport.range.a': '0 2' });
  const { a, b } = drawInputs(ranged);
  const values = Array.from(a?.data ?? [], Number);
  expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
  expect(Math.min(...values)).toBeLessThan(0.1);
  expect(Math.max(...values)).toBeGreaterThan(1.9);
  expect(Math.max(...values)).toBeLessThan(2);
  const normal = seen(ranged, 'b');
  const mean = normal.reduce((sum, value) => sum + value, 0) / normal.length;
  const variance = normal.reduce((sum, value) => sum + value ** 2, 0) / normal.length;
  // Five standard errors of each estimate, for 5120 numbers.
  expect(Math.abs(mean)).toBeLessThan(5 / Math.sqrt(5120));
  expect(Math.abs(variance - 1)).toBeLessThan(5 * Math.sqrt(2 / 5120));
  expect(drawInputs(ranged, { seed: 1 })).toEqual({ a, b });
  expect(drawInputs(ranged, { seed: 2 })).not.toEqual({ a, b });
  expect(drawInputs(ranged, { seed: 2 ** 53 - 1 })).not.toEqual(drawInputs(ranged, { seed: 2 }));
});

test('given inputs are taken as they are, and open sizes are theirs', () => {
  const b = floats([1, 2, 3, 4, 5, 6], [3, 2]);
  const inputs = drawInputs(model(translator), { given: { b }, sizes: { n: 7 } });
  expect(inputs['b']).toBe(b);
  expect(inputs['a']?.dims).toEqual([3, 32, 2, 3]);
});

test.each([
  ['name', { c: floats([1], [1]) }, 'input c: the model has no such input; it has a, b'],
  ['rank', { b: floats([1], [1]) }, 'input b: is float32[1], the model takes float32[n, width]'],
  [
    'element type',
    { b: hostTensor('int32', Int32Array.of(1), [1, 1]) },
    'input b: is int32[1, 1], the model takes float32[n, width]',
  ],
  [
    'size',
    { a: floats([1, 2, 3, 4], [1, 1, 1, 4]) },
    'input a: is float32[1, 1, 1, 4], the model takes float32[n, height, width, 3]',
  ],
  [
    'open size',
    { a: floats([1, 2, 3], [1, 1, 1, 3]), b: floats([1, 2], [1, 2]) },
    'input b: is float32[1, 2], but width is 1 in another place',
  ],
])('a given input of another %s is refused', (_, given, reason) => {
  expect(() => drawInputs(model(translator), { given })).toThrow(reason);
});
