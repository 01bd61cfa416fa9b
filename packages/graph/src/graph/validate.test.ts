import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { arbitraryGraph } from './arbitrary.test.support.ts';
import { parseGraph } from './parse.ts';
import { validate } from './validate.ts';

test('well-formed graphs pass', () => {
  fc.assert(
    fc.property(arbitraryGraph(), (graph) => {
      expect(() => validate(graph)).not.toThrow();
    }),
  );
});

test.each([
  ['(float x) => (float y) { y = Neg(z) }', 'node y uses z, which is not made before it'],
  ['(float x) => (float y) { y = Neg(a) a = Neg(x) }', 'node y uses a, which is not made before'],
  ['(float x) => (float y) { [p] y = Neg(x) [q] y = Abs(x) }', 'node q makes y again'],
  ['(float x) => (float y) { [p] x = Neg(x) }', 'node p makes x again'],
  ['(float x) => (float y) { [p] y = Neg(x) [p] z = Abs(x) }', 'node p has the name of another'],
  ['(float x) => (float y) { z = Neg(x) }', 'nothing makes its output y'],
  ['(float x) => (float y) <float x = {1}> { y = Neg(x) }', 'an initializer makes x again'],
  ['(bool x) => (float y) { y = If<a = b () => (float p) { p = Neg(q) }>(x) }', 'node y uses q'],
  ['(bool x) => (float y) { y = If<a = b () => (float x) { x = Op() }>(x) }', 'node x makes x'],
])('%s is refused', (text, message) => {
  expect(() => validate(parseGraph(text))).toThrow(
    expect.objectContaining({ code: 'bad-model', message: expect.stringContaining(message) }),
  );
});
