/** Graphs of recordings at several sizes, made by hand from text, so that each rule is seen alone. */
import { expect, test } from 'vitest';
import { parseGraph, printGraph } from '@ganport/graph';
import type { Sizes } from './affine.ts';
import { recordSymbolic } from './symbolic-sizes.ts';

/** `text` makes the graph at given sizes; the input x has the symbols as axes, `n` or `h` first. */
function merged(text: (sizes: { n: number; h: number }) => string, symbols: Sizes) {
  const recorded: Sizes[] = [];
  const { recording, multiples } = recordSymbolic({
    symbols: Object.fromEntries(
      Object.entries(symbols).map(([symbol, axis]) => [symbol, { value: 'x', axis }]),
    ),
    record(sizes) {
      recorded.push(sizes);
      const graph = parseGraph(text({ n: sizes['n'] ?? 1, h: sizes['h'] ?? 1 }));
      return { graph, random: [], dataSizes: {}, created: [] };
    },
  });
  return { graph: recording.graph, text: printGraph(recording.graph), multiples, recorded };
}

const batch = { n: 0 };
const refusal = (message: RegExp) =>
  expect.objectContaining({
    name: 'ExportError',
    code: 'fixed-dimension',
    message: expect.stringMatching(message),
  });

test('a batch is recorded at three sizes, the last of which verifies', () => {
  const { recorded, graph, multiples } = merged(
    ({ n }) => `(float[${n},3] x) => (float[${n},3] y) { y = Neg(x) }`,
    batch,
  );
  expect(recorded).toEqual([{ n: 2 }, { n: 3 }, { n: 5 }]);
  expect(graph.inputs[0]?.shape).toEqual(['n', 3]);
  expect(graph.outputs[0]?.shape).toEqual(['n', 3]);
  expect(multiples).toEqual({ n: 1 });
});

test('one size that differs is left to Reshape', () => {
  const { text } = merged(
    ({ n }) =>
      `(float[${n},4] x) => (float[${n},2,2] y) <int64[3] s = {${n}, 2, 2}> { y = Reshape(x, s) }`,
    batch,
  );
  expect(text).toContain('int64[3] s = {-1, 2, 2}');
});

test('sizes that Reshape cannot compute are computed from the input', () => {
  const { graph } = merged(
    ({ n }) => `(float[${n}] x) => (float[${2 * n + 1}] y) <int64[1] s = {${2 * n + 1}}> {
      y = Expand(x, s)
    }`,
    batch,
  );
  expect(graph.nodes.map(({ op }) => op)).toEqual(['Shape', 'Mul', 'Add', 'Identity', 'Expand']);
  expect(graph.outputs[0]?.shape).toEqual(['2*n + 1']);
});

test('a size that two nodes need is computed once', () => {
  const { graph } = merged(
    ({
      n,
    }) => `(float[${n}] x) => (float[${2 * n}] y) <int64[1] s = {${2 * n}}, int64[1] t = {${2 * n}}> {
      a = Expand(x, s)
      y = Expand(a, t)
    }`,
    batch,
  );
  expect(graph.nodes.filter(({ op }) => op === 'Mul')).toHaveLength(1);
});

test('a tensor of the same numbers at every size is expanded to the computed shape', () => {
  const { graph } = merged(
    ({ n }) =>
      `(float[${n}] x) => (float[${n}] y) <float[${n}] w = {${Array(n).fill('0.5').join()}}> { y = Add(x, w) }`,
    batch,
  );
  expect(graph.nodes.map(({ op }) => op)).toContain('Expand');
  expect(graph.initializers.get('w/value')?.data).toEqual(Float32Array.of(0.5));
});

test('a size that is a product of symbols has a name of its own', () => {
  const { graph } = merged(
    ({ n, h }) => `(float[${n},${h}] x) => (float[${n * h}] y) { y = Flatten(x) }`,
    { n: 0, h: 1 },
  );
  expect(graph.outputs[0]?.shape).toEqual(['y.0']);
});

test('the smallest multiple that has one graph is found', () => {
  const { multiples } = merged(
    ({ h }) => `(float[1,${h}] x) => (float[1,${h}] y) {
      y = MaxPool<pads = [0, ${(4 - (h % 4)) % 4}]>(x)
    }`,
    { h: 1 },
  );
  expect(multiples).toEqual({ h: 4 });
});

test('a size that is padded to 128 has one graph up to there, and is not taken for open', () => {
  const padded = ({ h }: { h: number }) => {
    const size = Math.ceil(h / 128) * 128;
    return `(float[1,${h}] x) => (float[1,${size}] y) <int64[4] p = {0, 0, 0, ${size - h}}> {
      y = Pad(x, p)
    }`;
  };
  expect(() => merged(padded, { h: 1 })).toThrow(refusal(/a size is no affine function of it/));
});

test('multiples up to 64 are tried, and the base size is recorded once', () => {
  const { multiples, recorded } = merged(
    ({ h }) => `(float[1,${h}] x) => (float[1,${h}] y) {
      y = MaxPool<pads = [0, ${h % 64}]>(x)
    }`,
    { h: 1 },
  );
  expect(multiples).toEqual({ h: 64 });
  expect(recorded.filter(({ h }) => h === 64)).toHaveLength(1);
});

test.each([
  [
    'other operators',
    ({ n }: { n: number }) =>
      `(float[${n}] x) => (float[${n}] y) { ["block/a"] y = ${n === 5 ? 'Neg' : 'Abs'}(x) }`,
    /^block fixes a size that was to be symbolic: other sizes take other operations; give that/,
  ],
  [
    'other connections',
    ({ n }: { n: number }) =>
      `(float[${n}] x, float w) => (float[${n}] y) { ["block/a"] y = Add(x, ${n === 3 ? 'x' : 'w'}) }`,
    /^block .*other sizes connect differently/,
  ],
  [
    'other attributes',
    ({ n }: { n: number }) => `(float[${n}] x) => (float y) { ["block/a"] y = Op<k = ${n}>(x) }`,
    /^block .*attributes of Op depend on it/,
  ],
  [
    'more nodes',
    ({ n }: { n: number }) =>
      `(float[${n}] x) => (float[${n}] y) { y = Neg(x) ${n === 5 ? 'z = Neg(x)' : ''} }`,
    /^the function .*other sizes take more nodes/,
  ],
  [
    'a constant made from the size',
    ({ n }: { n: number }) =>
      `(float[${n}] x) => (float[${n}] y) <float w = {${n}}> { ["block/a"] y = Mul(x, w) }`,
    /^block .*a constant of that size was computed while tracing/,
  ],
  [
    'a size that is not affine',
    ({ n }: { n: number }) =>
      `(float[${n}] x) => (float[${n * n}] y) <int64[1] s = {${n * n}}> { ["block/a"] y = Expand(x, s) }`,
    /^block .*a size is no affine function of it/,
  ],
])('%s are refused, with the layer', (_, text, message) => {
  expect(() => merged(text, batch)).toThrow(refusal(message));
});

test('a size that tfjs refuses is named with the reason', () => {
  const text = ({ n }: { n: number }) => {
    if (n === 3) throw new Error('shapes do not match');
    return `(float[${n}] x) => (float[${n}] y) { y = Neg(x) }`;
  };
  expect(() => merged(text, batch)).toThrow(
    refusal(/^size {"n":3} is refused.*shapes do not match/),
  );
});
