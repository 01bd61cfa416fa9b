import { expect, test } from 'vitest';
import { symmetricProducts, withProducts } from './products.ts';
import { normalFeatures } from './samples.test.support.ts';

test.each([1, 63, 65, 301])('a symmetric product of %i rows is the whole product', async (rows) => {
  const a = Float64Array.from(normalFeatures(1, rows, [0, 1, 2]).data);
  await withProducts(async (products) => {
    const whole = await products(a, a, 3);
    const strips = await symmetricProducts(products, a, 3);
    expect(strips.length).toBe(rows * rows);
    const apart = strips.reduce((most, x, i) => Math.max(most, Math.abs(x - (whole[i] ?? NaN))), 0);
    expect(apart).toBeLessThan(1e-12);
  });
});
