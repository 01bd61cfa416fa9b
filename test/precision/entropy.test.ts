/** Ranges by entropy, against those that onnxruntime.quantization chooses of the same histograms. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseGraph } from '@ganport/graph';
import {
  entropyRange,
  joinHistograms,
  joinRanges,
  probeHistograms,
  probeRanges,
} from '@ganport/graph/precision';
import { noise, runAll } from './support/networks.ts';

interface Case {
  readonly name: string;
  readonly limit: number;
  readonly counts: readonly number[];
  readonly range: readonly [number, number];
  readonly entropy: readonly [number, number];
}

const golden = new URL('../../fixtures/calibration/entropy.json', import.meta.url);
const cases = JSON.parse(readFileSync(golden, 'utf8')) as readonly Case[];

test.each(cases)('$name', ({ limit, counts, range: [min, max], entropy: [low, high] }) => {
  const histogram = { limit, counts: Float64Array.from(counts) };
  const chosen = entropyRange({ min, max, finite: true }, histogram);
  // Theirs is float32, in which two neighbors may be equal.
  const bins = (2 * limit * 3) / counts.length;
  expect(Math.abs(chosen.min - low)).toBeLessThan(bins);
  expect(Math.abs(chosen.max - high)).toBeLessThan(bins);
});

test('the graph counts its own values, over all runs', async () => {
  const graph = parseGraph(`(float[N,50] x) => (float[N,50] y, float[N,50] z) <float two = {2}> {
    a = Mul(x, two)
    y = Relu(a)
    z = Sub(x, x)
  }`);
  const feeds = [1, 2].map((seed) => ({
    x: { dtype: 'float32', dims: [2, 50], data: noise(100, seed) } as const,
  }));
  const probe = probeRanges(graph);
  const ranges = joinRanges((await runAll(probe.graph, feeds)).map((run) => probe.ranges(run)));
  const counting = probeHistograms(graph, ranges);
  const histograms = joinHistograms(
    (await runAll(counting.graph, feeds)).map((run) => counting.histograms(run)),
  );
  // What is 0 everywhere has no bins.
  expect([...histograms.keys()].toSorted()).toEqual(['a', 'x', 'y']);
  const values = feeds.flatMap(({ x }) => [...x.data]);
  const limit = Math.max(...values.map(Math.abs));
  const expected = new Float64Array(2048);
  const width = Math.fround((2 * limit) / 2048);
  for (const value of values) {
    const bin = Math.floor(Math.fround(Math.fround(value / width) + 1024));
    expected[Math.min(2047, Math.max(0, bin))] =
      (expected[Math.min(2047, Math.max(0, bin))] ?? 0) + 1;
  }
  expect(histograms.get('x')).toEqual({ limit, counts: expected });
  const relu = Array.from(histograms.get('y')?.counts ?? []);
  expect(relu.slice(0, 1024).every((count) => count === 0)).toBe(true);
  expect(relu.reduce((sum, count) => sum + count, 0)).toBe(200);
});
