import { expect, test } from 'vitest';
import '../graph/to-print.test.support.ts';
import { parseGraph } from '../graph/parse.ts';
import { eliminateDeadCode } from './dead-code.ts';

test('what no output needs goes, with its constants and types', () => {
  const graph = eliminateDeadCode(
    parseGraph(`(float[N] x) => (float[N] y) <float w = {1}, float v = {2}, float[N] a> {
      a = Add(x, v)
      b = Exp(a)
      y = Add(x, w)
    }`),
  );
  expect(graph).toPrint(`(float[N] x) => (float[N] y) <float w = {1}> {
    y = Add(x, w)
  }`);
  expect(graph.values.size).toBe(0);
});

test('what only a subgraph reads stays', () => {
  const graph = parseGraph(`(bool c) => (float y) <float w = {1}> {
    y = If<then_branch = t () => (float p) { p = Neg(w) }, else_branch = e () => (float w) {}>(c)
  }`);
  expect(eliminateDeadCode(graph)).toBe(graph);
});
