import { expect, test } from 'vitest';
import '../graph/to-print.test.support.ts';
import { parseGraph } from '../graph/parse.ts';
import { flattenConcats } from './concat-flattening.ts';

const signature = `(float[2,3] x, float[2,1] w) => (float[2,9] z) <
  float[2,4] a, float[2,5] b, float[2,6] d, float[4,3] e`;

test('parts of parts are parts', () => {
  const graph = parseGraph(`${signature}> {
    a = Concat<axis = -1>(w, x)
    b = Concat<axis = 1>(a, w)
    z = Concat<axis = 1>(w, b, x)
  }`);
  expect(flattenConcats(graph)).toPrint(`(float[2,3] x, float[2,1] w) => (float[2,9] z) {
    z = Concat<axis = 1>(w, w, x, w, x)
  }`);
});

test.each([
  [
    'another node reads the part',
    'a = Concat<axis = 1>(w, x) d = Relu(a) z = Concat<axis = 1>(a, d)',
  ],
  ['the part is read twice', 'a = Concat<axis = 1>(w, x) z = Concat<axis = 1>(a, a, w)'],
  ['the axis is another', 'e = Concat<axis = 0>(x, x) z = Concat<axis = 1>(e, e)'],
  [
    'the operator is of another domain',
    'a = other.Concat<axis = 1>(w, x) z = Concat<axis = 1>(a, a)',
  ],
])('stays: %s', (_, nodes) => {
  const graph = parseGraph(`${signature}> { ${nodes} }`);
  expect(flattenConcats(graph)).toBe(graph);
});

test('an output stays', () => {
  const graph = parseGraph(`(float[2,3] x) => (float[2,6] a, float[2,9] z) {
    a = Concat<axis = 1>(x, x)
    z = Concat<axis = 1>(a, x)
  }`);
  expect(flattenConcats(graph)).toBe(graph);
});
