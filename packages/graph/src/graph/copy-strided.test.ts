import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { constantOf, strided } from './constant.ts';
import { sizeOf, stridesOf } from './shape.ts';

const axis = fc.record({
  size: fc.integer({ min: 0, max: 20 }),
  step: fc.constantFrom(1, 2, -1, 0),
});

test('elements are where the strides say, for elements of every size', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('float32' as const, 'int64' as const, 'uint8' as const, 'float16' as const),
      fc.array(axis, { maxLength: 4 }),
      fc.boolean(),
      (dtype, axes, isReversed) => {
        const sizes = axes.map(({ size }) => Math.min(size, 20 - 5 * axes.length + 1));
        const source = sizes.map((size, i) => size * Math.max(1, Math.abs(axes[i]?.step ?? 1)));
        fc.pre(sizeOf(source) <= 20_000);
        const values = Array.from({ length: sizeOf(source) }, (_, i) => i % 251);
        const own = stridesOf(source);
        const order = axes.map((_, i) => i);
        if (isReversed) order.reverse();
        const strides = order.map((i) => (own[i] ?? 0) * (axes[i]?.step ?? 1));
        const shape = order.map((i) => sizes[i] ?? 0);
        const start = axes.reduce(
          (sum, { step }, i) => sum + (step < 0 ? ((sizes[i] ?? 1) - 1) * (own[i] ?? 0) : 0),
          0,
        );
        const expected: number[] = [];
        const visit = (depth: number, at: number): void => {
          if (depth === shape.length) expected.push(values[at] ?? NaN);
          for (let i = 0; i < (shape[depth] ?? 0); i++)
            visit(depth + 1, at + i * (strides[depth] ?? 0));
        };
        visit(0, start);
        const constant = constantOf(dtype, source, values);
        expect(strided(constant, shape, strides, start)).toEqual(
          constantOf(dtype, shape, expected),
        );
      },
    ),
    { numRuns: 200 },
  );
});
