import { expect, test } from 'vitest';
import '../graph/to-print.test.support.ts';
import { parseGraph } from '../graph/parse.ts';
import { validate } from '../graph/validate.ts';
import { fuseAffines } from './affine-fusion.ts';

const affine = (body: string) => `(float[N,2,H,W] x) => (float[N,2,H,W] y) <
  float[2,1,1] s = {2, 3}, float[1,2,1,1] t = {4, 5}, float half = {0.5}, float[2] last = {1, 2}
> { ${body} }`;

test.each([
  ['a sum', 'a = Mul(s, x) ["scope/Add"] y = Add(t, a)', '{2, 3}', '{4, 5}'],
  ['a difference', 'a = Mul(x, s) ["scope/Sub"] y = Sub(a, t)', '{2, 3}', '{-4, -5}'],
  ['one number', 'a = Mul(x, half) ["scope/Add"] y = Add(a, t)', '{0.5, 0.5}', '{4, 5}'],
])('a product and %s for each channel', (_, body, scale, bias) => {
  const graph = fuseAffines(parseGraph(affine(body)));
  validate(graph);
  const name = 'scope/BatchNormalization';
  expect(graph).toPrint(`(float[N,2,H,W] x) => (float[N,2,H,W] y) <
    float[2,1,1] s = {2, 3}, float[1,2,1,1] t = {4, 5}, float half = {0.5}, float[2] last = {1, 2},
    float[2] "${name}/scale" = ${scale}, float[2] "${name}/bias" = ${bias},
    float[2] "${name}/mean" = {0, 0}, float[2] "${name}/variance" = {1, 1}
  > {
    y = BatchNormalization<epsilon = 0.0>(
      x, "${name}/scale", "${name}/bias", "${name}/mean", "${name}/variance")
  }`);
});

test.each([
  ['numbers along the last axis', 'a = Mul(x, last) y = Add(a, t)'],
  ['a sum with another value', 'a = Mul(x, s) b = Relu(x) y = Add(a, b)'],
  ['a constant minus the product', 'a = Mul(x, s) y = Sub(t, a)'],
  ['a product that is used elsewhere', 'a = Mul(x, s) b = Add(a, t) y = Mul(a, b)'],
])('%s stays', (_, body) => {
  const graph = parseGraph(affine(body));
  expect(fuseAffines(graph)).toBe(graph);
});
