import { expect, test } from 'vitest';
import { tileSizes, toomCook } from './toom-cook.ts';

const apply = (rows: readonly (readonly number[])[], x: readonly number[]) =>
  rows.map((row) => row.reduce((sum, value, i) => sum + value * (x[i] ?? NaN), 0));

const cases = tileSizes.flatMap((size) => [2, 3, 4, 5].map((taps) => [taps, size] as const));

test.each(cases)('a filter of %i taps slides over a tile of %i', (taps, size) => {
  const { outputs, input, filter, output, ...algorithm } = toomCook(taps, size);
  expect([algorithm.size, outputs]).toEqual([size, size + 1 - taps]);
  const pixels = Array.from({ length: size }, (_, i) => Math.sin(3 * i + taps));
  const g = Array.from({ length: taps }, (_, i) => Math.cos(5 * i + 1));
  const products = apply(filter, g);
  const transformed = apply(input, pixels);
  const actual = apply(
    output,
    products.map((product, i) => product * (transformed[i] ?? NaN)),
  );
  const expected = Array.from({ length: outputs }, (_, o) =>
    g.reduce((sum, tap, i) => sum + tap * (pixels[o + i] ?? NaN), 0),
  );
  expect(actual).toHaveLength(outputs);
  actual.forEach((value, o) => expect(value).toBeCloseTo(expected[o] ?? NaN, 12));
});
