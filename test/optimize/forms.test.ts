/**
 * Every form of a layer computes what ONNX Runtime's own Conv and ConvTranspose compute, on random
 * geometries, at fixed and at open sizes.
 */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Attribute, Constant, Dim, Graph } from '@ganport/graph';
import {
  convLayer,
  layerForms,
  recordForm,
  replaceLayers,
  weightsOf,
  type LayerForm,
} from '@ganport/graph/internal';
import { checkEquivalent } from '../passes/support/equivalence.ts';

interface Geometry {
  readonly op: 'Conv' | 'ConvTranspose';
  readonly batch: number;
  readonly size: readonly [number, number];
  readonly group: number;
  /** In each group. */
  readonly channels: number;
  readonly filters: number;
  readonly kernel: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly dilation: number;
  readonly pads: readonly [number, number, number, number];
  readonly outputPadding: number;
  readonly hasBias: boolean;
  readonly autoPad: string;
  /** Weights are stored in float16. */
  readonly isHalf: boolean;
}

/** Small sizes, with the usual ones among them. */
const pair = (max: number) =>
  fc.oneof(
    fc.integer({ min: 1, max }).map((n) => [n, n] as const),
    fc.tuple(fc.integer({ min: 1, max }), fc.integer({ min: 1, max })),
  );

const pad = fc.integer({ min: 0, max: 2 });

/** Geometries that a form fits, and others around them. */
const geometries = (likely: Partial<Geometry>): fc.Arbitrary<Geometry> =>
  fc
    .record({
      op: fc.constantFrom('Conv', 'ConvTranspose'),
      batch: fc.integer({ min: 1, max: 3 }),
      size: fc.tuple(fc.integer({ min: 3, max: 13 }), fc.integer({ min: 3, max: 13 })),
      group: fc.constantFrom(1, 1, 2, 3),
      channels: fc.constantFrom(1, 3, 8, 16, 17),
      filters: fc.constantFrom(1, 2, 8, 16, 19),
      kernel: pair(5),
      strides: pair(3),
      dilation: fc.constantFrom(1, 1, 1, 2),
      pads: fc.tuple(pad, pad, pad, pad),
      outputPadding: fc.constantFrom(0, 0, 1),
      hasBias: fc.boolean(),
      autoPad: fc.constantFrom('NOTSET', 'NOTSET', 'SAME_UPPER', 'SAME_LOWER', 'VALID'),
      isHalf: fc.boolean(),
    } satisfies { [Key in keyof Geometry]: fc.Arbitrary<Geometry[Key]> })
    .map((drawn) => ({ ...drawn, ...likely }));

const random = (shape: readonly number[], seed: number): Constant => {
  const size = shape.reduce((a, b) => a * b, 1);
  const scale = 1 / Math.sqrt(size / (shape[0] ?? 1));
  const data = Float32Array.from({ length: size }, (_, i) => scale * Math.sin(i * 12.9898 + seed));
  return { dtype: 'float32', shape, data };
};

/** Float16 numbers of either sign from 1/16 to 1/8. */
const half = (shape: readonly number[]): Constant => {
  const size = shape.reduce((a, b) => a * b, 1);
  const bits = (i: number) => ((i * 7) % 3 === 0 ? 0x8000 : 0) + 0x2c00 + ((i * 37) % 0x400);
  const data = Uint16Array.from({ length: size }, (_, i) => bits(i));
  return { dtype: 'float16', shape, data };
};

/** A layer between other operators, so that transposes can move. */
function graphOf(geometry: Geometry, inputShape: readonly Dim[]): Graph {
  const { op, group, channels, filters, kernel, strides, dilation, pads, autoPad } = geometry;
  const shape =
    op === 'Conv' ? [filters * group, channels, ...kernel] : [channels * group, filters, ...kernel];
  const ints = (value: readonly number[]): Attribute => ({ type: 'ints', value });
  // ONNX Runtime refuses the others with dilations.
  const padded = op === 'Conv' && autoPad !== 'NOTSET' && dilation === 1;
  const output = strides.map((stride) => Math.min(geometry.outputPadding, stride - 1));
  const attributes: Record<string, Attribute> = {
    group: { type: 'int', value: group },
    strides: ints(strides),
    dilations: ints([dilation, dilation]),
    ...(padded ? { auto_pad: { type: 'string', value: autoPad } } : { pads: ints(pads) }),
    ...(op === 'ConvTranspose' && { output_padding: ints(output) }),
  };
  const names = geometry.hasBias ? ['w', 'b'] : ['w'];
  const weights = names.map((name, i) => {
    const sizes = name === 'w' ? shape : [filters * group];
    return [name, geometry.isHalf ? half(sizes) : random(sizes, i)] as const;
  });
  const stored = (name: string) => (geometry.isHalf ? `${name}/float32` : name);
  const node = (name: string, operator: string, inputs: string[], out: string, given = {}) => ({
    name,
    op: operator,
    domain: '',
    inputs,
    outputs: [out],
    attributes: given,
  });
  const channelsOut = filters * group;
  return {
    name: 'g',
    inputs: [{ name: 'x', dtype: 'float32', shape: inputShape }],
    outputs: [{ name: 'y', dtype: 'float32', shape: ['N', channelsOut, 'h', 'w'] }],
    initializers: new Map(weights),
    nodes: [
      node('before', 'Relu', ['x'], 'a'),
      ...names
        .filter(() => geometry.isHalf)
        .map((name) =>
          node(`${name}/Cast`, 'Cast', [name], stored(name), { to: { type: 'int', value: 1 } }),
        ),
      node('layer', op, ['a', ...names.map(stored)], 'c', attributes),
      node('after', 'Tanh', ['c'], 'y'),
    ],
    values: new Map(),
  };
}

/** The graph in a form, where it fits. */
function inForm(form: LayerForm, graph: Graph, shapes: readonly number[][]): Graph | undefined {
  const node = graph.nodes.find(({ name }) => name === 'layer');
  const [measured, other] = shapes.map((shape) => node && convLayer(node, shape, weightsOf(graph)));
  if (!node || !measured || (shapes.length > 1 && !other)) return undefined;
  const recorded = recordForm(form, other ? [measured, other] : [measured]);
  return recorded && replaceLayers(graph, new Map([[node, recorded.open]]));
}

const dense = { group: 1, dilation: 1 } as const;
const transposed = { op: 'ConvTranspose', autoPad: 'NOTSET' } as const;

/** What most geometries have, so that the form fits them. */
const likely: Readonly<Record<string, readonly Partial<Geometry>[]>> = {
  MatMul: [{ op: 'Conv', kernel: [1, 1], strides: [1, 1], pads: [0, 0, 0, 0], autoPad: 'NOTSET' }],
  'phases + DepthToSpace': [
    { ...transposed, strides: [2, 2], dilation: 1 },
    { ...transposed, strides: [2, 2], kernel: [4, 4], pads: [1, 1, 1, 1], dilation: 1 },
    { ...transposed, strides: [1, 1] },
    { ...transposed, strides: [3, 3], dilation: 1 },
  ],
  'a Conv for each phase': [
    { ...transposed, strides: [2, 2], dilation: 1 },
    { ...transposed, strides: [3, 3], kernel: [5, 4], dilation: 1 },
  ],
  ConvTranspose: [{ op: 'Conv', strides: [1, 1], ...dense, channels: 8, filters: 2 }],
  'im2col + MatMul': [
    { op: 'Conv', ...dense, channels: 8 },
    { ...transposed, ...dense, channels: 8, filters: 8, strides: [2, 2], outputPadding: 1 },
  ],
  'Winograd, tiles of 6': [
    { op: 'Conv', ...dense, channels: 16, filters: 16, kernel: [3, 3], strides: [1, 1] },
    { op: 'Conv', ...dense, channels: 16, filters: 19, kernel: [5, 4], strides: [1, 1] },
    {
      ...transposed,
      ...dense,
      channels: 17,
      filters: 16,
      kernel: [5, 5],
      strides: [2, 2],
      pads: [2, 2, 2, 2],
      outputPadding: 1,
    },
  ],
  'Winograd, tiles of 8': [
    { op: 'Conv', ...dense, channels: 16, filters: 16, kernel: [3, 3], strides: [1, 1] },
    {
      op: 'Conv',
      ...dense,
      channels: 16,
      filters: 16,
      size: [12, 12],
      kernel: [5, 5],
      strides: [2, 2],
      pads: [2, 2, 2, 2],
    },
  ],
  'a product for each tap': [{ op: 'Conv', group: 3, channels: 1, filters: 1 }],
  'a Conv for each group': [
    { op: 'Conv', group: 3 },
    { op: 'Conv', group: 2 },
  ],
  'one group': [
    { op: 'Conv', group: 3 },
    { op: 'Conv', group: 2 },
  ],
};

const usual: Geometry = {
  op: 'Conv',
  batch: 2,
  size: [9, 12],
  group: 1,
  channels: 8,
  filters: 8,
  kernel: [3, 3],
  strides: [1, 1],
  dilation: 1,
  pads: [1, 1, 1, 1],
  outputPadding: 0,
  hasBias: true,
  autoPad: 'NOTSET',
  isHalf: true,
};

const cases = layerForms.flatMap((form) => [
  { form, name: form.name, batch: 'fixed' as const },
  { form, name: form.name, batch: 'open' as const },
]);

test.each(cases)('$name computes the same at a batch that is $batch', async ({ form, batch }) => {
  const fitting = likely[form.name] ?? [];
  const drawn = fc.oneof(...fitting.map(geometries));
  let written = 0;
  await fc.assert(
    fc.asyncProperty(drawn, async (one) => {
      const image = [one.channels * one.group, ...one.size];
      const graph = graphOf(one, [batch === 'open' ? 'N' : one.batch, ...image]);
      const sizes = batch === 'open' ? [one.batch, one.batch + 2] : [one.batch];
      const shapes = sizes.map((size) => [size, ...image]);
      const after = inForm(form, graph, shapes);
      if (!after) return;
      written++;
      // A size that was not recorded.
      await checkEquivalent(graph, after, { tolerance: 2e-4, sizes: { N: one.batch + 1 } });
    }),
    { numRuns: 8, examples: fitting.map((one) => [{ ...usual, ...one }]) },
  );
  // The examples, at least.
  expect(written).toBeGreaterThanOrEqual(fitting.length);
});
