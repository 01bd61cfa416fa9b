import { expect, test } from 'vitest';
import '../graph/to-print.test.support.ts';
import { parseGraph } from '../graph/parse.ts';
import { foldConstants } from './constant-folding.ts';
import { eliminateDeadCode } from './dead-code.ts';
import { runPasses } from './pass.ts';

const fold = (text: string) => runPasses(parseGraph(text), [foldConstants, eliminateDeadCode]);

test('what depends on constants alone is a constant', () => {
  expect(
    fold(`(float[N,2] x) => (float[N,2] y) <
      float[2] variance = {3, 8}, float one = {1}, float[2] gamma = {1, 6}
    > {
      a = Add(variance, one)
      b = Sqrt(a)
      c = Div(gamma, b)
      y = Mul(x, c)
    }`),
  ).toPrint('(float[N,2] x) => (float[N,2] y) <float[2] c = {0.5, 2}> { y = Mul(x, c) }');
});

test('a shape that is known is a constant, one that is not is asked for', () => {
  expect(
    fold(`(float[N,2,3] x) => (int64[2] y, int64[3] z) {
      a = Shape<start = 1>(x)
      y = Identity(a)
      b = Shape<start = -3, end = -1>(x)
      c = Shape<start = -1>(x)
      z = Concat<axis = 0>(b, c)
    }`),
  ).toPrint(`(float[N,2,3] x) => (int64[2] y, int64[3] z) <
    int64[2] a = {2, 3}, int64[1] c = {3}
  > {
    y = Identity(a)
    b = Shape<start = -3, end = -1>(x)
    z = Concat<axis = 0>(b, c)
  }`);
});

test.each([
  ['a = Constant<value = float[1] {2}>()', 'float[1] a = {2}'],
  ['a = Identity(m)', 'float[2,3] a = {1, 2, 3, 4, 5, 6}'],
  ['a = Transpose(m)', 'float[3,2] a = {1, 4, 2, 5, 3, 6}'],
  ['a = Transpose<perm = [0, 1]>(m)', 'float[2,3] a = {1, 2, 3, 4, 5, 6}'],
  ['a = Reshape(m, target)', 'float[2,3,1] a = {1, 2, 3, 4, 5, 6}'],
  ['a = Flatten<axis = 0>(m)', 'float[1,6] a = {1, 2, 3, 4, 5, 6}'],
  ['a = Unsqueeze(m, ends)', 'float[1,2,3,1] a = {1, 2, 3, 4, 5, 6}'],
  ['b = Unsqueeze(m, ends) a = Squeeze(b)', 'float[2,3] a = {1, 2, 3, 4, 5, 6}'],
  ['b = Unsqueeze(m, ends) a = Squeeze(b, last)', 'float[1,2,3] a = {1, 2, 3, 4, 5, 6}'],
  ['a = Expand(row, shape)', 'float[2,3] a = {1, 2, 3, 1, 2, 3}'],
  ['a = Concat<axis = 1>(m, m)', 'float[2,6] a = {1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6}'],
  ['a = Gather<axis = 1>(m, ends)', 'float[2,2] a = {1, 3, 4, 6}'],
  ['a = Gather(m, last)', 'float[1,3] a = {4, 5, 6}'],
  ['a = Slice(m, last, huge, first)', 'float[1,3] a = {4, 5, 6}'],
  ['a = Slice(m, lasts, befores, axes, backwards)', 'float[2,2] a = {6, 4, 3, 1}'],
  ['a = Cast<to = 7>(half)', 'int64[2] a = {2, -2}'],
  ['a = Cast<to = 9>(half)', 'bool[2] a = {1, 1}'],
  ['a = Mul(row, col)', 'float[2,3] a = {1, 2, 3, 2, 4, 6}'],
  ['a = Div(ints, two)', 'int64[2] a = {2, -2}'],
  ['a = Neg(ints)', 'int64[2] a = {-5, 5}'],
  ['a = Reciprocal(zeros)', 'float[2] a = {inf, -inf}'],
  ['a = Equal(ints, two)', 'bool[2] a = {0, 0}'],
  ['b = Less(row, two0) a = Not(b)', 'bool[3] a = {0, 1, 1}'],
  ['b = Less(ints, two) a = Where(b, two, ints)', 'int64[2] a = {5, 2}'],
])('%s', (nodes, constant) => {
  const graph = fold(`(float x) => (float y) <
    float[2,3] m = {1, 2, 3, 4, 5, 6}, float[3] row = {1, 2, 3}, float[2,1] col = {1, 2},
    int64[3] target = {0, -1, 1}, int64[2] ends = {0, -1}, int64[1] last = {-1}, int64[1] first = {0},
    int64[2] shape = {2, 1}, float[2] half = {2.5, -2.5}, int64[2] ints = {5, -5},
    int64[1] two = {2}, float two0 = {2}, float[2] zeros = {0, -0.0}, int64[1] huge = {9223372036854775807},
    int64[2] lasts = {-1, 9}, int64[2] befores = {-3, -4}, int64[2] axes = {0, 1},
    int64[2] backwards = {-1, -2}
  > { ${nodes} y = Op(x, a) }`);
  expect(graph).toPrint(`(float x) => (float y) <${constant}> { y = Op(x, a) }`);
});

test.each([
  ['an Expand would make the model larger', 'a = Expand(row, large)'],
  ['integers are divided by zero', 'a = Div(ints, zero)'],
  ['an index is outside', 'a = Gather(row, large)'],
  ['a number does not fit its new type', 'a = Cast<to = 6>(row)'],
  ['numbers are drawn', 'a = RandomNormal<shape = [2]>()'],
  ['the operator is of another domain', 'a = other.Neg(row)'],
])('is left to the runtime where %s', (_, nodes) => {
  const graph = parseGraph(`(float x) => (float y) <
    float[3] row = {1, 2e10, 3}, int64[2] large = {4096, 3}, int64[1] ints = {5}, int64[1] zero = {0}
  > { ${nodes} y = Op(x, a) }`);
  expect(foldConstants(graph)).toBe(graph);
});

test('an output is made by a node', () => {
  const graph = parseGraph('() => (float y) <float a = {1}> { y = Neg(a) }');
  expect(foldConstants(graph)).toBe(graph);
});
