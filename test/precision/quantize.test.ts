/** Quantized graphs against closed forms and against the float32 graphs that they are made of. */
import { expect, test } from 'vitest';
import type { Graph } from '@ganport/graph';
import { probeRanges, quantize, joinRanges, type ActivationType } from '@ganport/graph/precision';
import {
  classifier,
  classifierInput,
  network,
  noise,
  relativeError,
  runAll,
  runOnce,
} from './support/networks.ts';

const product = network(
  'g (float[N,32] x, float[32,16] w) => (float[N,16] y) { y = MatMul(x, w) }',
  {
    w: [32, 16],
  },
);
const x = { dtype: 'float32', dims: [3, 32], data: noise(96, 9) } as const;

const operators = ({ nodes }: Graph) => nodes.map(({ op }) => op);
const at = (values: ArrayLike<number | bigint>, index: number) => Number(values[index]);

test('weights: each column is rounded to 127 steps of its largest element', async () => {
  const small = quantize(product, { mode: 'weights' });
  expect(operators(small)).toEqual(['DequantizeLinear', 'MatMul']);
  const weights = product.initializers.get('w')?.data ?? [];
  const stored = small.initializers.get('w/int8')?.data ?? [];
  for (let column = 0; column < 16; column++) {
    const own = Array.from({ length: 32 }, (_, row) => at(weights, row * 16 + column));
    const scale = Math.max(...own.map(Math.abs)) / 127;
    own.forEach((value, row) => {
      const error = Math.abs(at(stored, row * 16 + column) * scale - value);
      expect(error).toBeLessThan(scale / 2 + 1e-6);
    });
  }
  const actual = await runOnce(small, { x });
  expect(relativeError(actual, await runOnce(product, { x }))).toBeLessThan(0.01);
  // Inputs are not rounded: the product is that of float32 numbers.
  expect(relativeError(actual, productWith(x.data, small))).toBeLessThan(1e-6);
});

/** x × (w/int8 × w/scale), with one scale for each column. */
function productWith(rows: Float32Array, { initializers }: Graph): number[] {
  const weights = initializers.get('w/int8')?.data ?? [];
  const scales = initializers.get('w/scale')?.data ?? [];
  return Array.from({ length: 48 }, (_, i) => {
    const [row, column] = [Math.floor(i / 16), i % 16];
    let sum = 0;
    for (let k = 0; k < 32; k++) sum += (rows[row * 32 + k] ?? 0) * at(weights, k * 16 + column);
    return sum * at(scales, column);
  });
}

test('dynamic: a product of integers with both scales', async () => {
  const small = quantize(product, { mode: 'dynamic' });
  expect(operators(small)).toEqual([
    'DynamicQuantizeLinear',
    'MatMulInteger',
    'Cast',
    'Mul',
    'Mul',
  ]);
  // The input in 255 steps of its range, which holds 0 (ONNX's DynamicQuantizeLinear).
  const [low, high] = [Math.min(0, ...x.data), Math.max(0, ...x.data)];
  const step = (high - low) / 255;
  const zero = Math.round(-low / step);
  const rounded = x.data.map((value) => (Math.round(value / step + zero) - zero) * step);
  const actual = await runOnce(small, { x });
  // Halves may be rounded to either side.
  expect(relativeError(actual, productWith(rounded, small))).toBeLessThan(2e-3);
});

async function calibrated(percentile: number) {
  const probe = probeRanges(classifier, { percentile });
  const runs = await runAll(probe.graph, [1, 2, 3, 4].map(classifierInput));
  return joinRanges(runs.map((run) => probe.ranges(run)));
}

test.each<[string, () => Promise<Graph>]>([
  ['weights', () => Promise.resolve(quantize(classifier, { mode: 'weights' }))],
  ['dynamic', () => Promise.resolve(quantize(classifier, { mode: 'dynamic' }))],
  ...(['uint8', 'int8'] as ActivationType[]).map(
    (activations) =>
      [
        `static ${activations}`,
        async () =>
          quantize(classifier, { mode: 'static', ranges: await calibrated(100), activations }),
      ] as [string, () => Promise<Graph>],
  ),
  [
    'static with a percentile',
    async () => quantize(classifier, { mode: 'static', ranges: await calibrated(99.9) }),
  ],
])('a network with %s agrees with its original', async (_, make) => {
  const small = await make();
  const feeds = classifierInput(5);
  const error = relativeError(await runOnce(small, feeds), await runOnce(classifier, feeds));
  expect(error).toBeLessThan(0.05);
  expect(error).toBeGreaterThan(1e-4);
  expect(small.initializers.has('w2')).toBe(false);
});

test('static: every value between the kernels is quantized once, and none before a clipping', async () => {
  const small = quantize(classifier, { mode: 'static', ranges: await calibrated(100) });
  const sources = small.nodes
    .filter(({ op }) => op === 'QuantizeLinear')
    .map(({ inputs }) => inputs[0]);
  expect(sources).toEqual(['x', 'r1', 'c2', 'r2', 'p2', 'j2', 'g', 'f', 'l', 'y/result']);
  // What only chooses elements has the scale of its input, probabilities that of [0, 1].
  const scaleOf = (name: string) =>
    small.nodes.find(({ op, inputs }) => op === 'QuantizeLinear' && inputs[0] === name)
      ?.inputs[1] ?? '';
  expect(scaleOf('p2')).toBe(scaleOf('r2'));
  expect(at(small.initializers.get(scaleOf('y/result'))?.data ?? [], 0)).toBeCloseTo(1 / 255, 7);
});

test('static: bytes go to the kernels as they are', async () => {
  const bytes = network(
    'g (uint8[N,32] p, float[32,16] w) => (float[N,16] y) { x = Cast<to = 1>(p) y = MatMul(x, w) }',
    { w: [32, 16] },
  );
  const data = Uint8Array.from({ length: 96 }, (_, i) => (i * 37) % 256);
  const feeds = { p: { dtype: 'uint8', dims: [3, 32], data } } as const;
  const probe = probeRanges(bytes);
  const [outputs = {}] = await runAll(probe.graph, [feeds]);
  const ranges = probe.ranges(outputs);
  const small = quantize(bytes, { mode: 'static', ranges });
  const [first] = small.nodes;
  expect([first?.op, first?.inputs[0]]).toEqual(['DequantizeLinear', 'p']);
  expect(operators(small)).not.toContain('Cast');
  const error = relativeError(await runOnce(small, feeds), await runOnce(bytes, feeds));
  expect(error).toBeLessThan(0.02);
});

test.each(['weights', 'static'] as const)(
  '%s: a weight of two nodes is stored once',
  async (mode) => {
    const shared = network(
      `g (float[N,16] x, float[16,16] w) => (float[N,16] y) { a = MatMul(x, w) b = Tanh(a) y = MatMul(b, w) }`,
      { w: [16, 16] },
    );
    const feeds = { x: { dtype: 'float32', dims: [2, 16], data: noise(32, 3) } } as const;
    const probe = probeRanges(shared);
    const ranges = joinRanges((await runAll(probe.graph, [feeds])).map((run) => probe.ranges(run)));
    const small = quantize(shared, mode === 'static' ? { mode, ranges } : { mode });
    const bytes = [...small.initializers.values()].filter(({ data }) => data.length === 256);
    expect(bytes.map(({ dtype }) => dtype)).toEqual(['int8']);
    expect(relativeError(await runOnce(small, feeds), await runOnce(shared, feeds))).toBeLessThan(
      0.05,
    );
  },
);

test('a graph without weights of some size is refused', () => {
  const tiny = network('g (float[N,2] x, float[2,2] w) => (float[N,2] y) { y = MatMul(x, w) }', {
    w: [2, 2],
  });
  expect(() => quantize(tiny, { mode: 'weights' })).toThrow('no weight of float32 is large enough');
});
