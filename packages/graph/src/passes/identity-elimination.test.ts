import { expect, test } from 'vitest';
import '../graph/to-print.test.support.ts';
import { parseGraph } from '../graph/parse.ts';
import { eliminateDeadCode } from './dead-code.ts';
import { eliminateIdentities } from './identity-elimination.ts';
import { runPasses } from './pass.ts';

function simplify(text: string) {
  return runPasses(parseGraph(text), [eliminateIdentities, eliminateDeadCode]);
}

test('nodes that change nothing disappear', () => {
  const graph = simplify(`(float[N,3] x) => (float[N,3] y) <
    int64[2] shape = {-1, 3}, int64[2] ones = {1, 1}, int64[4] none = {0, 0, 0, 0},
    int64[2] begin = {0, 0}, int64[2] end = {9223372036854775807, 3}, int64[2] axes = {0, 1},
    float[N,3] a, float[N,3] b, float[N,3] g, float[N,3] h
  > {
    a = Exp(x)
    b = Reshape(a, shape)
    c = Cast<to = 1>(b)
    d = Identity(c)
    e = Concat<axis = 0>(d)
    f = Tile(e, ones)
    g = Pad(f, none)
    h = Slice(g, begin, end, axes, ones)
    y = Neg(h)
  }`);
  expect(graph).toPrint(`(float[N,3] x) => (float[N,3] y) {
    a = Exp(x)
    y = Neg(a)
  }`);
});

test('the node before an Identity takes over the name of the output', () => {
  expect(simplify('(float x) => (float y) { a = Exp(x) y = Identity(a) }')).toPrint(
    '(float x) => (float y) { y = Exp(x) }',
  );
});

test('an input that is an output needs its Identity', () => {
  const graph = parseGraph('(float x) => (float y) { y = Identity(x) }');
  expect(eliminateIdentities(graph)).toBe(graph);
});

test('what does change type or shape, or might, stays', () => {
  const graph = parseGraph(`(float[N,3] x, float[M,3] z) => (float[N,3] y) <
    int64[2] shape = {-1, 3}, float[N,3] b, int64[4] pads = {0, 1, 0, 1}
  > {
    a = Cast<to = 10>(x)
    b = Reshape(z, shape)
    c = Reshape(a, shape)
    d = Concat<axis = 0>(b, c)
    e = Pad(c, pads)
    y = Op(a, b, c, d, e)
  }`);
  expect(eliminateIdentities(graph)).toBe(graph);
});

test('only the last of a chain of reshapes stays', () => {
  const graph = simplify(`(float[2,3,4] x) => (float[4,6] y) <
    int64[2] first = {6, 4}, int64[1] axis = {0}, int64[2] second = {4, -1}
  > {
    a = Reshape(x, first)
    b = Unsqueeze(a, axis)
    y = Reshape(b, second)
  }`);
  expect(graph).toPrint(`(float[2,3,4] x) => (float[4,6] y) <int64[2] second = {4, -1}> {
    y = Reshape(x, second)
  }`);
});

test('a reshape that copies a size from its input keeps its input', () => {
  const graph = parseGraph(`(float[2,3,4] x) => (float[6,4] y) <
    int64[2] first = {6, 4}, int64[2] second = {0, -1}
  > {
    a = Reshape(x, first)
    y = Reshape(a, second)
  }`);
  expect(eliminateIdentities(graph)).toBe(graph);
});
