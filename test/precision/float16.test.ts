/** float16 graphs against the float32 graphs that they are made of, on ONNX Runtime's CPU provider. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseGraph } from '@ganport/graph';
import { overflowing, probeRanges, toFloat16 } from '@ganport/graph/precision';
import { checkEquivalent } from '../passes/support/equivalence.ts';
import { runnableGraph } from '../passes/support/random-graph.ts';
import { classifier, classifierInput, relativeError, runAll, runOnce } from './support/networks.ts';

test('random graphs compute the same up to rounding', async () => {
  // ONNX Runtime crashes on Transposes of the batch; it finds them behind other nodes too, where
  // toFloat16 does not look for them.
  const mostly = ['conv', 'matMul', 'transpose'];
  await fc.assert(
    fc.asyncProperty(runnableGraph({ mostly, batchFirst: true }), async (graph) => {
      // A value has an error of 2^-11 of its size; cancellation makes it larger.
      await checkEquivalent(graph, toFloat16(graph), { tolerance: 0.05 });
    }),
    { numRuns: 15 },
  );
});

test('a network takes half the bytes, with errors of rounding', async () => {
  const half = toFloat16(classifier);
  const feeds = classifierInput(5);
  const [exact, rounded] = [await runOnce(classifier, feeds), await runOnce(half, feeds)];
  expect(relativeError(rounded, exact)).toBeLessThan(2e-3);
  expect(relativeError(rounded, exact)).toBeGreaterThan(0);
  expect(half.initializers.get('w2')?.data.byteLength).toBe(16 * 16 * 9 * 2);
});

test('what overflows on trial inputs stays float32', async () => {
  const graph = parseGraph(`(float[4] x) => (float[4] y) <float k = {1000}, float m = {1e-4}> {
    a = Mul(x, k)
    b = Mul(a, a)
    c = Mul(b, m)
    y = Tanh(c)
  }`);
  const feeds = {
    x: { dtype: 'float32', dims: [4], data: Float32Array.of(0.5, 0.1, -0.05, 0.02) },
  } as const;
  const exact = await runOnce(graph, feeds);
  const probe = probeRanges(graph);
  const [run = {}] = await runAll(probe.graph, [feeds]);
  const keepValues = overflowing(graph, probe.ranges(run));
  expect([...keepValues]).toEqual(['b']);
  expect(relativeError(await runOnce(toFloat16(graph, { keepValues }), feeds), exact)).toBeLessThan(
    2e-3,
  );
});

test('a loop and a branch compute in float16', async () => {
  const graph = parseGraph(`(float[2] x) => (float[2] y) <
    int64 n = {5}, bool c = {1}, float[2] w = {0.5, -0.25}
  > {
    a = Tanh(x)
    s = Loop<body = b (int64 i, bool k, float[2] s) => (bool l, float[2] t) {
      l = Identity(k)
      m = Mul(a, w)
      t = Add(s, m)
    }>(n, c, x)
    y = If<
      then_branch = t () => (float[2] p) { p = Mul(s, w) },
      else_branch = e () => (float[2] q) { q = Add(s, w) }
    >(c)
  }`);
  const feeds = { x: { dtype: 'float32', dims: [2], data: Float32Array.of(0.7, -0.3) } } as const;
  const exact = await runOnce(graph, feeds);
  expect(relativeError(await runOnce(toFloat16(graph), feeds), exact)).toBeLessThan(2e-3);
});
