/** Fitting a model to ONNX Runtime's CPU provider. Which form wins is the machine's, so it is not asserted. */
import { expect, test } from 'vitest';
import { OnnxModel, parseGraph, type Constant, type Graph } from '@ganport/graph';
import { optimizeFor } from '@ganport/parity';
import { checkEquivalent } from '../passes/support/equivalence.ts';

const wave = (shape: number[]): Constant => ({
  dtype: 'float32',
  shape,
  data: Float32Array.from(
    { length: shape.reduce((a, b) => a * b) },
    (_, i) => 0.1 * Math.sin(1 + 7 * i),
  ),
});

/** A generator as PyTorch exports it: NCHW, transposed convolutions of stride 2. */
const graph: Graph = {
  ...parseGraph(`generator (float[batch, 16, 4, 4] noise) => (float[batch, 3, 16, 16] image) {
    a = ConvTranspose<strides = [2, 2], pads = [1, 1, 1, 1]>(noise, w1)
    b = Relu(a)
    c = ConvTranspose<strides = [2, 2], pads = [1, 1, 1, 1]>(b, w2)
    image = Tanh(c)
  }`),
  initializers: new Map([
    ['w1', wave([16, 16, 4, 4])],
    ['w2', wave([16, 3, 4, 4])],
  ]),
};
const { model } = OnnxModel.fromGraph(graph);

test('the result computes what the original does, and is not slower', async () => {
  const result = await optimizeFor(model, { provider: 'cpu', seconds: 2, threads: 1 });
  expect(result.after).toBeLessThanOrEqual(result.before);
  expect(result.isChanged).toBe(result.model !== model);
  // How many kinds are measured in this time depends on the machine.
  expect(result.kinds.length).toBeGreaterThan(0);
  for (const { forms } of result.kinds) {
    const names = forms.map(({ form }) => form);
    expect(names).toContain('as it is');
    expect(names.length).toBeGreaterThan(2);
  }
  await checkEquivalent(graph, result.model.graph, { tolerance: 1e-4, sizes: { batch: 5 } });
});

test('fixed sizes are those of the result', async () => {
  const options = { provider: 'cpu', seconds: 0.5, threads: 1 } as const;
  const sizes = { batch: 3 };
  const result = await optimizeFor(model, { ...options, sizes, fix: true });
  expect(result.model.graph.inputs[0]?.shape).toEqual([3, 16, 4, 4]);
  expect(result.model.graph.outputs[0]?.shape).toEqual([3, 3, 16, 16]);
});

test('a size that is not open, and a model that draws random numbers, are refused', async () => {
  await expect(optimizeFor(model, { provider: 'cpu', sizes: { height: 8 } })).rejects.toMatchObject(
    {
      code: 'bad-argument',
      message: 'size height: the model has no such open size; it has batch',
    },
  );
  const random = parseGraph('(float[2] x) => (float[2] y) { y = RandomNormalLike(x) }');
  const drawing = OnnxModel.fromGraph(random).model;
  await expect(optimizeFor(drawing, { provider: 'cpu' })).rejects.toMatchObject({
    code: 'not-comparable',
  });
});
