import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { evaluate, fitAffine, sizeOfSymbol, toDim } from './affine.ts';

const base = { height: 64, width: 64 };
const moved = { height: 68, width: 68 };

/** The function of height and width, fitted to its values at base and moved. */
const fitted = (f: (height: number, width: number) => number) =>
  fitAffine(base, f(64, 64), moved, { height: f(68, 64), width: f(64, 68) });

test.each([
  ['a constant', () => 7, 7],
  ['a symbol', (h: number) => h, 'height'],
  ['a multiple and an offset', (h: number) => 2 * h + 3, '2*height + 3'],
  ['a fraction', (_h: number, w: number) => w / 4, 'width/4'],
  ['both symbols', (h: number, w: number) => h + w - 2, 'height + width - 2'],
  ['a negative multiple', (h: number) => 100 - h, '-1*height + 100'],
])('%s is fitted and printed', (_, f, expected) => {
  const affine = fitted(f);
  expect(affine && toDim(affine)).toBe(expected);
});

test('a fit computes the function at every size', () => {
  const numbers = fc.integer({ min: -9, max: 9 });
  fc.assert(
    fc.property(numbers, numbers, numbers, fc.nat(200), fc.nat(200), (a, b, c, height, width) => {
      const affine = fitted((h, w) => a * h + b * w + c);
      expect(affine && evaluate(affine, { height, width })).toBe(a * height + b * width + c);
    }),
  );
});

test('a function whose constant is no integer has no fit', () => {
  expect(fitAffine({ n: 2 }, 1, { n: 5 }, { n: 2 })).toBeUndefined();
});

test('a product is fitted at the samples and wrong elsewhere', () => {
  const affine = fitted((h, w) => h * w);
  expect(affine && evaluate(affine, moved)).not.toBe(68 * 68);
});

test('a missing symbol is named', () => {
  expect(() => sizeOfSymbol(base, 'depth')).toThrow('no size for the symbol depth');
});
