/** A locally connected layer behind a dense one, as it is exported, before and after the passes. */
import { expect, test } from 'vitest';
import { parseGraph } from '@ganport/graph';
import { inferencePasses, runPasses } from '@ganport/graph/passes';
import { checkEquivalent } from './support/equivalence.ts';

const numbers = (count: number, start = 1) =>
  Array.from({ length: count }, (_, i) => Math.sin(start + 1.7 * i).toFixed(4)).join(', ');
/** The pixels of 6 × 6 under windows of 3 × 3, at 4 × 4 places. */
const windows = Array.from({ length: 16 * 9 }, (_, i) => {
  const [place, element] = [Math.floor(i / 9), i % 9];
  const [row, column] = [Math.floor(place / 4), place % 4];
  return 6 * (row + Math.floor(element / 3)) + column + (element % 3);
});

const text = (images: string) => `(float[N,3] x) => (float[N,4,4,2] y) <
  float[3,12] w = {${numbers(36)}}, float[12] v = {${numbers(12, 2)}},
  float[2,3,3,3] k = {${numbers(54, 3)}}, float[2] kb = {0.5, -0.5},
  float[2] scale = {1.5, -2}, float[2] shift = {0.25, 1}, float[2] mean = {0.1, 0.2}, float[2] variance = {1, 2},
  float[4] twice = {1, 1, 2, 2}, int64[8] around = {0, 0, 1, 1, 0, 0, 1, 1}, float zero = {0},
  int64[4] images = {-1, 3, 2, 2}, int64[2] flat = {-1, 72}, int64[3] pixels = {36, 2, -1},
  int64[144] windows = {${windows.join(', ')}}, int64[3] elements = {16, 18, -1},
  float[16,2,18] kernels = {${numbers(16 * 36, 4)}}, float[16,2,1] bias = {${numbers(32, 5)}},
  int64[2] rows = {32, -1}, int64[4] whole = {-1, 4, 4, 2},
  float[N,12] a, float[N,3,2,2] b, float[N,2,2,2] c, float[N,2,2,2] d, float[N,2,2,2] e, float[N,2,4,4] f,
  float[N,2,6,6] g, float[N,6,6,2] h, float[N,72] i, float[72,N] j, float[36,2,N] l, float[144,2,N] m,
  float[16,18,N] n, float[16,2,N] o, float[16,2,N] p, float[32,N] q, float[N,32] r
> {
  a = Gemm(x, w, v)
  b = Reshape(a, images)
  c = Conv<kernel_shape = [3, 3], pads = [1, 1, 1, 1]>(b, k, kb)
  ${images}
  f = Resize<coordinate_transformation_mode = "asymmetric", mode = "nearest", nearest_mode = "floor">(e, , twice)
  g = Pad(f, around, zero)
  h = Transpose<perm = [0, 2, 3, 1]>(g)
  i = Reshape(h, flat)
  j = Transpose<perm = [1, 0]>(i)
  l = Reshape(j, pixels)
  m = Gather<axis = 0>(l, windows)
  n = Reshape(m, elements)
  o = MatMul(kernels, n)
  p = Add(o, bias)
  q = Reshape(p, rows)
  r = Transpose<perm = [1, 0]>(q)
  y = Reshape(r, whole)
}`;

test.each([
  [
    'normalized images',
    'd = LeakyRelu<alpha = 0.2>(c) e = BatchNormalization(d, scale, shift, mean, variance)',
  ],
  ['a function of images', 'd = Identity(c) e = Sigmoid(d)'],
])('%s: the same numbers from smaller products', async (_, images) => {
  const before = parseGraph(text(images));
  const after = runPasses(before, inferencePasses);
  await checkEquivalent(before, after, { tolerance: 1e-4 });
  const ops = after.nodes.map(({ op }) => op);
  for (const gone of ['Conv', 'Resize', 'BatchNormalization']) expect(ops).not.toContain(gone);
  for (const pass of inferencePasses) expect(pass(after)).toBe(after);
});
