import { expect, test } from 'vitest';
import { parseGraph } from '@ganport/graph';
import { foldConstants } from '@ganport/graph/passes';
import { checkEquivalent } from './support/equivalence.ts';

const constants = `
  float[2,3] x = {-1.5, 2, 0.1, 4.75, -0.0, 1e10}, float[3] v = {0.3, 7, -3}, float s = {0.7},
  float[1,3,1] u = {1, 2, 3}, double[2] d = {0.1, -2.5}, int32[2,2] i = {7, -7, 2147483647, 3},
  int32 two = {2}, int64[2] big = {4611686018427387904, -9}, bool[2] b = {1, 0},
  int64[0] none = {}, int64[1] zero = {0}, int64[1] one = {1}, int64[1] minus = {-1},
  int64[2] both = {0, 2}, int64[2] ends = {2, 9223372036854775807}, int64[2] flip = {1, 0},
  int64[3] three = {3, 0, -1}, int64[3] copy = {0, -1, 1}, int64[3] wide = {2, 2, 3},
  float[2] nan = {nan, 1}, bool[1] b1 = {1}, bool[2,1] b2 = {0, 1}`;

/** Folded constants have the same bits as results of ONNX Runtime. */
test.each([
  ['Add(x, v)', 'float[2,3]'],
  ['Sub(s, x)', 'float[2,3]'],
  ['Mul(u, v)', 'float[1,3,3]'],
  ['Div(x, v)', 'float[2,3]'],
  ['Div(i, two)', 'int32[2,2]'],
  ['Mul(d, d)', 'double[2]'],
  ['Sub(one, big)', 'int64[2]'],
  ['Neg(x)', 'float[2,3]'],
  ['Neg(i)', 'int32[2,2]'],
  ['Abs(x)', 'float[2,3]'],
  ['Sqrt(x)', 'float[2,3]'],
  ['Reciprocal(v)', 'float[3]'],
  ['Floor(x)', 'float[2,3]'],
  ['Ceil(x)', 'float[2,3]'],
  ['Transpose(x)', 'float[3,2]'],
  ['Transpose<perm = [1, 2, 0]>(u)', 'float[3,1,1]'],
  ['Reshape(x, minus)', 'float[6]'],
  ['Reshape(u, copy)', 'float[1,3,1]'],
  ['Flatten<axis = -1>(x)', 'float[2,3]'],
  ['Flatten<axis = 0>(x)', 'float[1,6]'],
  ['Squeeze(u)', 'float[3]'],
  ['Squeeze(u, minus)', 'float[1,3]'],
  ['Unsqueeze(x, both)', 'float[1,2,1,3]'],
  ['Unsqueeze(x, minus)', 'float[2,3,1]'],
  ['Expand(x, wide)', 'float[2,2,3]'],
  ['Expand(u, one)', 'float[1,3,1]'],
  ['ConstantOfShape<value = int32[1] {7}>(ends0)', 'int32[2,3]'],
  ['ConstantOfShape(one)', 'float[1]'],
  ['Concat<axis = -1>(x, x)', 'float[2,6]'],
  ['Concat<axis = 0>(v, v, v)', 'float[9]'],
  ['Gather<axis = 1>(x, both)', 'float[2,2]'],
  ['Gather<axis = -1>(x, minus)', 'float[2,1]'],
  ['Gather(big, flip)', 'int64[2]'],
  ['Slice(x, flip, ends)', 'float[1,3]'],
  ['Slice(x, minus, ends1, minus)', 'float[2,1]'],
  ['Slice(x, zero, ends1, one, steps)', 'float[2,2]'],
  ['Cast<to = 7>(x)', 'int64[2,3]'],
  ['Cast<to = 9>(x)', 'bool[2,3]'],
  ['Cast<to = 1>(i)', 'float[2,2]'],
  ['Cast<to = 1>(d)', 'float[2]'],
  ['Cast<to = 1>(b)', 'float[2]'],
  ['Cast<to = 11>(v)', 'double[3]'],
  ['Constant<value = float[2] {1, 2}>()', 'float[2]'],
  ['Constant<value_ints = [3, 4]>()', 'int64[2]'],
  ['Constant<value_float = 0.1>()', 'float'],
  ['Identity(x)', 'float[2,3]'],
  ['Equal(i, two)', 'bool[2,2]'],
  ['Greater(x, v)', 'bool[2,3]'],
  ['GreaterOrEqual(v, s)', 'bool[3]'],
  ['Less(big, one)', 'bool[2]'],
  ['LessOrEqual(nan, nan)', 'bool[2]'],
  ['Equal(nan, nan)', 'bool[2]'],
  ['And(b, b1)', 'bool[2]'],
  ['Or(b, b1)', 'bool[2]'],
  ['Xor(b, b1)', 'bool[2]'],
  ['Not(b)', 'bool[2]'],
  ['Where(b2, x, v)', 'float[2,3]'],
  ['Where(b, big, one)', 'int64[2]'],
])('%s', async (node, type) => {
  const before = parseGraph(`() => (${type} y) <${constants},
    int64[2] ends0 = {2, 3}, int64[1] ends1 = {3}, int64[1] steps = {2}
  > {
    a = ${node}
    y = Identity(a)
  }`);
  const after = foldConstants(before);
  expect(after.nodes.map(({ op }) => op)).toEqual(['Identity']);
  await checkEquivalent(before, after);
});
