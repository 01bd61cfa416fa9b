import { expect, test } from 'vitest';
import '../graph/to-print.test.support.ts';
import { parseGraph } from '../graph/parse.ts';
import { validate } from '../graph/validate.ts';
import { fromOpset, toOpset } from './to-opset.ts';

test.each([
  [
    'axes of reductions are attributes before 18',
    17,
    `(float[2,3] x) => (float[2] y, float[3] z) <int64[1] one = {1}, int64[1] zero = {0}> {
      y = ReduceMax<keepdims = 0>(x, one)
      z = ReduceSum<keepdims = 0>(x, zero)
    }`,
    `(float[2,3] x) => (float[2] y, float[3] z) <int64[1] zero = {0}> {
      y = ReduceMax<axes = [1], keepdims = 0>(x)
      z = ReduceSum<keepdims = 0>(x, zero)
    }`,
  ],
  [
    'the axis of a Fourier transform is an attribute before 20',
    19,
    `(float[1,4,2] x) => (float[1,4,2] y) <int64 one = {1}> { y = DFT<inverse = 0>(x, , one) }`,
    `(float[1,4,2] x) => (float[1,4,2] y) { y = DFT<axis = 1, inverse = 0>(x) }`,
  ],
  [
    'a part of a shape is a slice before 15',
    14,
    `(float[N,3] x) => (int64[1] n, int64[1] m) {
      n = Shape<start = 0, end = 1>(x)
      m = Shape<start = -1>(x)
    }`,
    `(float[N,3] x) => (int64[1] n, int64[1] m) <
      int64[1] "n/bound" = {0}, int64[1] "n/bound.1" = {1},
      int64[1] "m/bound" = {-1}, int64[1] "m/bound.1" = {2147483648}
    > {
      "n/whole" = Shape(x)
      n = Slice("n/whole", "n/bound", "n/bound.1")
      "m/whole" = Shape(x)
      m = Slice("m/whole", "m/bound", "m/bound.1")
    }`,
  ],
  [
    'an empty shape is an empty constant before 14',
    13,
    `(float[0,3] x) => (float[3,0] y, float[3] z) <int64[2] e = {3, 0}, int64[1] s = {-1}> {
      y = Reshape<allowzero = 1>(x, e)
      z = Reshape<allowzero = 1>(x, s)
    }`,
    `(float[0,3] x) => (float[3,0] y, float[3] z) <int64[1] s = {-1}, float[3,0] "y/empty" = {}> {
      y = Identity("y/empty")
      z = Reshape(x, s)
    }`,
  ],
  [
    'Relu of integers is a maximum before 14',
    13,
    `(int32[3] x, float[3] f) => (int32[3] y, float[3] g) { y = Relu(x) g = Relu(f) }`,
    `(int32[3] x, float[3] f) => (int32[3] y, float[3] g) <int32 "y/zero" = {0}> {
      y = Max(x, "y/zero")
      g = Relu(f)
    }`,
  ],
  [
    'what is inside a branch too',
    17,
    `(bool c, float[2,3] x) => (float[2] y) <int64[1] one = {1}> {
      y = If<then_branch = a () => (float[2] t) { t = ReduceMean<keepdims = 0>(x, one) },
             else_branch = b () => (float[2] e) { e = ReduceMax<keepdims = 0>(x, one) }>(c)
    }`,
    `(bool c, float[2,3] x) => (float[2] y) {
      y = If<then_branch = a () => (float[2] t) { t = ReduceMean<axes = [1], keepdims = 0>(x) },
             else_branch = b () => (float[2] e) { e = ReduceMax<axes = [1], keepdims = 0>(x) }>(c)
    }`,
  ],
])('%s', (_what, opset, before, after) => {
  const graph = toOpset(parseGraph(before), opset);
  validate(graph);
  expect(graph).toPrint(after);
});

test('a graph of the operator set stays', () => {
  const graph = parseGraph('(float[2,3] x) => (float[2] y) { y = ReduceMax<axes = [1]>(x) }');
  expect(toOpset(graph, 13)).toBe(graph);
  expect(toOpset(graph, 26)).toBe(graph);
});

test('all operators without an older form are named at once, with the set that they need', () => {
  const graph = parseGraph(`(float[2] x, int64[1,1] i, float[1] u) => (float[2] y) {
    a = Gelu(x)
    b = ScatterND<reduction = "add">(a, i, u)
    y = Mish(b)
  }`);
  expect(() => toOpset(graph, 15)).toThrow(
    'opset 15 is too old for Gelu (opset 20, node a), ScatterND with a reduction (opset 16, node b), Mish (opset 18, node y); choose opset 20 or later',
  );
  expect(() => toOpset(graph, 19)).toThrow('choose opset 20');
  expect(toOpset(graph, 20)).toBe(graph);
});

test.each([
  [
    'axes of reductions are inputs since 18',
    [13, 18],
    '(float[2,3] x) => (float[2] y) { y = ReduceMax<axes = [1], keepdims = 0>(x) }',
    `(float[2,3] x) => (float[2] y) <int64[1] "y/axes" = {1}> {
      y = ReduceMax<keepdims = 0>(x, "y/axes")
    }`,
  ],
  [
    'Split counts its outputs since 18',
    [17, 21],
    '(float[4] x) => (float[2] y, float[2] z) { y, z = Split<axis = 0>(x) }',
    '(float[4] x) => (float[2] y, float[2] z) { y, z = Split<axis = 0, num_outputs = 2>(x) }',
  ],
  [
    'the modes of GridSample have other names since 20',
    [16, 20],
    `(float[1,1,2,2] x, float[1,2,2,2] g) => (float[1,1,2,2] y) {
      y = GridSample<mode = "bilinear">(x, g)
    }`,
    `(float[1,1,2,2] x, float[1,2,2,2] g) => (float[1,1,2,2] y) {
      y = GridSample<mode = "linear">(x, g)
    }`,
  ],
  [
    'RoiAlign keeps its pixels where they were before 16',
    [13, 17],
    `(float[1,1,4,4] x, float[1,4] r, int64[1] b) => (float[1,1,1,1] y) { y = RoiAlign(x, r, b) }`,
    `(float[1,1,4,4] x, float[1,4] r, int64[1] b) => (float[1,1,1,1] y) {
      y = RoiAlign<coordinate_transformation_mode = "output_half_pixel">(x, r, b)
    }`,
  ],
] as const)('%s', (_, [from, to], before, after) => {
  const graph = fromOpset(parseGraph(before), from, to);
  validate(graph);
  expect(graph).toPrint(after);
});

test('what a newer set has in no form is refused', () => {
  const graph = parseGraph(`(float[1,4,2,2] x, float[2] s, float[2] b) => (float[1,4,2,2] y) {
    y = GroupNormalization<num_groups = 2>(x, s, b)
  }`);
  expect(() => fromOpset(graph, 18, 21)).toThrow(
    'opset 21 has no equal for GroupNormalization (node y, changed in 21); choose opset 20 or earlier',
  );
  expect(fromOpset(graph, 18, 20)).toBe(graph);
});
