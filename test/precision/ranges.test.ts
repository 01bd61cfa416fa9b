/** Ranges of values, as the graph computes them, against those of the same numbers in JavaScript. */
import { expect, test } from 'vitest';
import { parseGraph } from '@ganport/graph';
import { joinRanges, overflowing, probeRanges, type ProbeOptions } from '@ganport/graph/precision';
import { noise, runAll } from './support/networks.ts';

const graph = parseGraph(`(float[N,50] x, int64[3] n) => (float[N,50] y, float[3] count) <
  float two = {2}, float large = {200}
> {
  a = Mul(x, two)
  b = Mul(x, large)
  y = Exp(b)
  count = Cast<to = 1>(n)
}`);

const input = (seed: number) => noise(100, seed);
const feeds = (x: Float32Array) => ({
  x: { dtype: 'float32', dims: [2, 50], data: x } as const,
  n: { dtype: 'int64', dims: [3], data: BigInt64Array.of(1n, 3000n, 2n) } as const,
});

async function rangesOf(inputs: readonly Float32Array[], options?: ProbeOptions) {
  const probe = probeRanges(graph, options);
  return joinRanges((await runAll(probe.graph, inputs.map(feeds))).map((run) => probe.ranges(run)));
}

test('ranges are those of all runs; infinities are seen', async () => {
  const ranges = await rangesOf([input(1), input(2)]);
  const all = [...input(1), ...input(2)];
  const [low, high] = [Math.min(...all), Math.max(...all)];
  expect(ranges.get('x')).toEqual({ min: low, max: high, finite: true });
  expect(ranges.get('a')).toEqual({ min: 2 * low, max: 2 * high, finite: true });
  expect(ranges.get('y')).toMatchObject({ max: Infinity, finite: false });
  expect([...ranges.keys()].toSorted()).toEqual(['a', 'b', 'count', 'x', 'y']);
});

test('a percentile leaves out the outermost elements of each run', async () => {
  const ranges = await rangesOf([input(1)], { percentile: 95 });
  const sorted = input(1).toSorted();
  // 5 of 100 elements lie beyond each end, the end among them.
  expect(ranges.get('x')).toEqual({ min: sorted[4], max: sorted[95], finite: true });
});

test('what exceeds 65,504 overflows, and so do integers above 2,048', async () => {
  const ranges = await rangesOf([input(1)]);
  expect([...overflowing(graph, ranges)].toSorted()).toEqual(['count', 'y']);
});
