import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Graph, parseGraph } from '@ganport/graph';
import { eliminateTransposes, runPasses } from '@ganport/graph/passes';
import { checkEquivalent } from './support/equivalence.ts';
import { runnableGraph } from './support/random-graph.ts';

const transposes = ({ nodes }: Graph) => nodes.filter(({ op }) => op === 'Transpose').length;
/** Reductions sum in another order. */
const tolerance = 1e-5;

test('random graphs compute the same with no more transposes, and a second run changes nothing', async () => {
  let removed = 0;
  await fc.assert(
    fc.asyncProperty(runnableGraph(), async (graph) => {
      const after = runPasses(graph, [eliminateTransposes]);
      expect(transposes(after)).toBeLessThanOrEqual(transposes(graph));
      expect(eliminateTransposes(after)).toBe(after);
      await checkEquivalent(graph, after, { tolerance });
      removed += transposes(graph) - transposes(after);
    }),
    { numRuns: 150 },
  );
  expect(removed).toBeGreaterThan(100);
});

test('an NHWC network with symbolic sizes', async () => {
  const before = parseGraph(`(float[N,H,W,3] x, float[3] v) => (float[N,H,W,3] y) <
    float[3,3,3,3] k = {${Array.from({ length: 81 }, (_, index) => (index % 9) / 20).join()}},
    float[3] scale = {1, 2, 3}, int64[2] axes = {1, 2}, float eps = {0.001},
    int64[8] pads = {0, 1, 1, 0, 0, 1, 1, 0},
    float[N,H,W,3] c, float[N,1,1,3] m, float[N,H,W,3] d, float[N,H,W,3] s, float[N,1,1,3] t,
    float[N,H,W,3] u, float[N,H,W,3] w, float[N,H2,W2,3] p, float[N,H,W,3] r
  > {
    a = Transpose<perm = [0, 3, 1, 2]>(x)
    b = Conv<pads = [1, 1, 1, 1], kernel_shape = [3, 3]>(a, k)
    c = Transpose<perm = [0, 2, 3, 1]>(b)
    m = ReduceMean(c, axes)
    d = Sub(c, m)
    s = Mul(d, d)
    t = ReduceMean(s, axes)
    e = Add(t, eps)
    f = Sqrt(e)
    u = Div(d, f)
    g = Mul(u, scale)
    w = Add(g, v)
    i = Relu(w)
    p = Pad<mode = "reflect">(i, pads)
    j = Transpose<perm = [0, 3, 1, 2]>(p)
    l = Conv<kernel_shape = [3, 3]>(j, k)
    r = Transpose<perm = [0, 2, 3, 1]>(l)
    y = Add(r, c)
  }`);
  const after = runPasses(before, [eliminateTransposes]);
  expect(transposes(after)).toBe(2);
  await checkEquivalent(before, after, { tolerance, sizes: { N: 2, H: 5, W: 4 } });
});
