import { expect, test } from 'vitest';
import '../graph/to-print.test.support.ts';
import { parseGraph } from '../graph/parse.ts';
import { validate } from '../graph/validate.ts';
import { absorbChannelPads } from './channel-absorption.ts';

const padded = (between: string, conv = 'Conv(x, w, b)', amounts = '{0, 0, 0, 0, 0, 1, 0, 0}') =>
  `(float[N,1,H,W] x) => (float[N,3,H,W] y) <
    float[2,1,1,1] w = {1, 2}, float[2] b = {3, 4}, int64[8] p = ${amounts},
    float[N,2,H,W] c, float[N,2,H,W] r, float[N,3,H,W] d
  > {
    c = ${conv}
    r = ${between}
    d = Pad(r, p)
    y = Neg(d)
  }`;

test('the convolution gets filters of zeros', () => {
  const graph = absorbChannelPads(parseGraph(padded('Relu(c)')));
  validate(graph);
  expect(graph).toPrint(`(float[N,1,H,W] x) => (float[N,3,H,W] y) <
    float[3,1,1,1] w = {1, 2, 0}, float[3] b = {3, 4, 0}, int64[8] p = {0, 0, 0, 0, 0, 1, 0, 0}
  > {
    c = Conv(x, w, b)
    r = Relu(c)
    y = Neg(r)
  }`);
  expect(graph.values.get('r')?.shape).toEqual(['N', 3, 'H', 'W']);
});

test.each([
  ['behind an operator that does not keep 0', padded('Sigmoid(c)')],
  ['behind another operator than Conv', padded('Relu(c)', 'Concat<axis = 1>(x, x)')],
  ['of other axes too', padded('Relu(c)', 'Conv(x, w, b)', '{0, 0, 0, 0, 0, 1, 1, 0}')],
  ['behind groups', padded('Relu(c)', 'Conv<group = 2>(x, w, b)')],
  ['behind a value that is used elsewhere', padded('Relu(c)').replace('Neg(d)', 'Add(d, c)')],
])('a Pad %s stays', (_, text) => {
  const graph = parseGraph(text);
  expect(absorbChannelPads(graph)).toBe(graph);
});
