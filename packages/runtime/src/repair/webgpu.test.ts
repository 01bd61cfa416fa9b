/** The results are read by @ganport/graph's reader, and computed by ONNX Runtime on the CPU. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Constant, type Graph, OnnxModel, parseGraph, readModel } from '@ganport/graph';
import { createSession } from '../node/index.ts';
import { field, fields, integer, join } from '../protobuf.ts';
import type { HostTensor, TensorMap } from '../tensor.ts';
import { repairForWebGpu } from './webgpu.ts';

/** @param opset in place of 18; @ganport/graph writes none below 13 */
function bytesOf(text: string, opset = 18): Uint8Array {
  const bytes = OnnxModel.fromGraph(parseGraph(text), { opset: 18 }).bytes();
  const parts = [...fields(bytes)].map(({ number, whole }) =>
    number === 8 ? field(8, integer(2, opset)) : whole,
  );
  return join(parts);
}

const repaired = (text: string) => readModel(repairForWebGpu(bytesOf(text))).graph;
const withoutLists = (graph: Graph) => graph.nodes.filter(({ op }) => op !== 'Constant');
const numbers = (count: number) =>
  Array.from({ length: count }, (_, i) => Math.sin(i + 1).toFixed(3)).join(', ');

const channels = `(float[N,6,8,8] x) => (float[N,4,3,3] y)
  <float[4,6,3,3] w = {${numbers(216)}}, float[4] b = {1, 2, 3, 4}>
  { y = Conv<kernel_shape = [3, 3], strides = [2, 2]>(x, w, b) }`;
const images = `(float[N,3,2,2] x, float[4,3,2,2] v) => (float[N,4,1,2] y)
  { y = Conv<kernel_shape = [2, 2], pads = [0, 0, 1, 1], strides = [2, 1]>(x, v) }`;
const both = `(float[N,6,2,2] x, float[4,6,2,2] v) => (float[N,4,2,2] y)
  { y = Conv<kernel_shape = [2, 2], pads = [0, 0, 1, 1]>(x, v) }`;
const twice = `(float[N,9,8,8] x, float[8,9,1,1] v, float[4,9,1,1] u) =>
  (float[N,8,8,8] y, float[N,4,8,8] z)
  { y = Conv<kernel_shape = [1, 1]>(x, v) z = Conv<kernel_shape = [1, 1]>(x, u) }`;
const branch = `(float[N,6,4,4] x, bool c, float[4,6,1,1] v) => (float[N,4,4,4] y) {
  y = If<then_branch = then () => (float[N,4,4,4] t) { t = Conv<kernel_shape = [1, 1]>(x, v) },
         else_branch = else () => (float[N,4,4,4] e) { a = Conv<kernel_shape = [1, 1]>(x, v)
                                                       e = Neg(a) }>(c)
}`;
const halves = `(float[N,6,4,4] x, float16[4,6,1,1] h) => (float[N,4,4,4] y)
  { w = Cast<to = 1>(h) y = Conv<kernel_shape = [1, 1]>(x, w) }`;

test('channels of zeros come before the convolution, also in a weight that is a constant', () => {
  const graph = repaired(channels);
  const nodes = withoutLists(graph);
  expect(nodes.map(({ op }) => op)).toEqual(['Pad', 'Pad', 'Conv']);
  const [image, weight, conv] = nodes;
  expect(conv?.inputs).toEqual([image?.outputs[0], weight?.outputs[0], 'b']);
  expect([image?.inputs[0], weight?.inputs[0], conv?.outputs[0]]).toEqual(['x', 'w', 'y']);
  const pads = graph.nodes.find(({ outputs }) => outputs[0] === image?.inputs[1]);
  const list = pads?.attributes['value'] as { value: Constant } | undefined;
  expect(Array.from(list?.value.data ?? [], Number)).toEqual([0, 0, 0, 0, 0, 2, 0, 0]);
});

test('an image that two convolutions read is padded once', () => {
  const nodes = withoutLists(repaired(twice));
  expect(nodes.map(({ op }) => op)).toEqual(['Pad', 'Pad', 'Conv', 'Pad', 'Conv']);
  expect(nodes[2]?.inputs[0]).toBe(nodes[4]?.inputs[0]);
});

test('one more row of results lies a stride in front of the others', () => {
  const [conv, slice, ...rest] = withoutLists(repaired(images));
  expect(conv?.attributes['pads']).toEqual({ type: 'ints', value: [2, 0, 1, 1] });
  expect([slice?.op, slice?.inputs[0], slice?.outputs, rest]).toEqual([
    'Slice',
    conv?.outputs[0],
    ['y'],
    [],
  ]);
});

/** Numbers for each input: floats, a condition, and halves between 1 and 2. */
function feedsOf(model: Uint8Array): TensorMap {
  const { inputs } = readModel(model).graph;
  return Object.fromEntries(
    inputs.map(({ name, dtype, shape }): [string, HostTensor] => {
      const dims = shape.map((size) => (typeof size === 'number' ? size : 2));
      const data = Array.from({ length: dims.reduce((a, b) => a * b, 1) }, (_, i) => Math.cos(i));
      if (dtype === 'bool') return [name, { dtype, dims, data: Uint8Array.of(0) }];
      if (dtype !== 'float16')
        return [name, { dtype: 'float32', dims, data: Float32Array.from(data) }];
      return [name, { dtype, dims, data: Uint16Array.from(data, (_, i) => 0x3c00 + i) }];
    }),
  );
}

async function outputsOf(model: Uint8Array): Promise<number[]> {
  const session = await createSession(model, { providers: ['cpu'] });
  const outputs = await session.run(feedsOf(model));
  await session.dispose();
  return Object.values(outputs).flatMap(({ data }) => Array.from(data, Number));
}

test.each([
  ['channels', channels, 18],
  ['channels, pads as an attribute', channels, 10],
  ['rows', images, 18],
  ['rows, ends as attributes', images, 9],
  ['channels and rows', both, 18],
  ['an image for two', twice, 18],
  ['in branches', branch, 18],
  ['a weight that is converted', halves, 18],
])('computes the same: %s', async (_, text, opset) => {
  const model = bytesOf(text, opset);
  const right = repairForWebGpu(model);
  expect(right).not.toBe(model);
  const [expected, found] = [await outputsOf(model), await outputsOf(right)];
  expect(found).toHaveLength(expected.length);
  const differences = found.map((value, i) => Math.abs(value - (expected[i] ?? NaN)));
  expect(Math.max(...differences)).toBeLessThan(1e-5);
  // Then nothing is left to do.
  expect(repairForWebGpu(right)).toBe(right);
});

test.each([
  ['three channels', '[0, 0, 0, 0]', [3, 4], ''],
  ['a multiple of four', '[0, 0, 0, 0]', [12, 4], ''],
  ['no multiple of three', '[0, 0, 0, 0]', [10, 4], ''],
  ['outputs that are no multiple of four', '[0, 0, 0, 0]', [6, 6], ''],
  ['groups', '[0, 0, 1, 1]', [6, 4], ', group = 2'],
  ['padding in front', '[1, 1, 1, 1]', [8, 4], ''],
])('the same bytes: %s', (_, pads, [count = 0, out = 0], more) => {
  const image = `float[N,${more ? 2 * count : count},2,2] x`;
  const model = bytesOf(`(${image}, float[${out},${count},2,2] w) => (float[N,${out},H,W] y) {
    y = Conv<kernel_shape = [2, 2], pads = ${pads}${more}>(x, w) }`);
  expect(repairForWebGpu(model)).toBe(model);
});

test('bytes that are no model stay, and a damaged one never throws', () => {
  expect(repairForWebGpu(new Uint8Array(9))).toEqual(new Uint8Array(9));
  const model = bytesOf(both);
  const damaged = fc.tuple(fc.nat(model.length - 1), fc.integer({ min: 0, max: 255 }));
  fc.assert(
    fc.property(fc.array(damaged, { minLength: 1, maxLength: 4 }), fc.nat(), (changes, length) => {
      const bytes = model.slice(0, 1 + (length % model.length));
      for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
      expect(repairForWebGpu(bytes)).toBeInstanceOf(Uint8Array);
    }),
  );
});
