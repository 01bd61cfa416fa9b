import { expect, test } from 'vitest';
import '../graph/to-print.test.support.ts';
import { parseGraph } from '../graph/parse.ts';
import { eliminateDeadCode } from './dead-code.ts';
import { skipLeadingAxes } from './leading-axes.ts';
import { runPasses } from './pass.ts';

const signature = `(float[N,3,4] x, float[1,4] v) => (float[N,3,4] y) <
  int64[1] zero = {0}, int64[3] one = {1, 1, 4}, float[1,1,4] a`;

test.each([
  ['an axis', 'a = Unsqueeze(v, zero) y = Add(x, a)', 'y = Add(x, v)'],
  ['a reshape', 'a = Reshape(v, one) y = Where(m, a, x)', 'y = Where(m, v, x)'],
])('%s is not needed', (_, before, after) => {
  const given = signature.replace('v)', 'v, bool[N,3,4] m)');
  const graph = parseGraph(`${given}> { ${before} }`);
  expect(runPasses(graph, [skipLeadingAxes, eliminateDeadCode])).toPrint(
    `${given.slice(0, given.indexOf('<'))} { ${after} }`,
  );
});

test.each([
  ['a trailing axis', 'b = Unsqueeze(w, two) y = Add(x, b)', '(float[N,4,4] x, float[4,1] w)'],
  ['fewer axes of the result', 'a = Unsqueeze(v, zero) y = Add(v, a)', '(float[1,4] v)'],
  [
    'an operator of matrices',
    'a = Unsqueeze(v, zero) y = MatMul(x, a)',
    '(float[N,3,1] x, float[1,4] v)',
  ],
])('stays: %s', (_, nodes, inputs) => {
  const graph = parseGraph(`${inputs} => (float y) <
    int64[1] zero = {0}, int64[1] two = {2}, float[1,1,4] a, float[4,1,1] b
  > { ${nodes} }`);
  expect(skipLeadingAxes(graph)).toBe(graph);
});
