/** Two files of the same layers, one with another number in it, as ONNX Runtime computes them. */
import { OnnxModel, parseGraph, readModel } from '@ganport/graph';
import { expect, test } from 'vitest';
import { onnxReference } from '../onnx-reference.ts';
import { parityCandidates } from '../runtimes/runtimes.ts';
import { floats } from '../testing/models.ts';
import { checkLayers } from './check-layers.ts';

const inputs = { x: floats([0.5, -1, 2], [1, 3]) };

/** Three layers and an output that has a name of its own. */
const scoped = (factor: number, [input, output] = ['x', 'y']) => `
  net (float[N,3] ${input}) => (float[N,3] ${output}) <float two = {2}, float f = {${factor}}> {
    "net/a/Add_y" = Add(${input}, two)
    "net/b/Mul_y" = Mul("net/a/Add_y", f)
    "net/c/Tanh_y" = Tanh("net/b/Mul_y")
    ${output} = Neg("net/c/Tanh_y")
  }`;
const flat = (factor: number) => `
  net (float[N,3] x) => (float[N,3] y) <float f = {${factor}}> { p = Exp(x) q = Mul(p, f) y = Neg(q) }`;

async function layersOf(fileText: string, originalText: string) {
  const [bytes, original] = [fileText, originalText].map((text) =>
    OnnxModel.fromGraph(parseGraph(text)).bytes(),
  ) as [Uint8Array, Uint8Array];
  const { graph } = readModel(bytes);
  const reference = onnxReference(original, graph);
  const [report] = await checkLayers({
    file: { bytes, graph },
    values: (await reference.layers?.(inputs)) ?? [],
    inputs,
    tolerance: 1e-3,
    candidates: (file) => parityCandidates(file).slice(0, 1),
  });
  return { report, outputs: await reference(inputs) };
}

test('the first layer of another file that differs, with names of inputs and outputs matched in order', async () => {
  const { report, outputs } = await layersOf(scoped(1.5), scoped(1.4, ['in', 'out']));
  expect(report).toMatchObject({ runtime: 'node', provider: 'cpu' });
  expect(report?.layers.map(({ scope, pass }) => [scope, pass])).toEqual([
    ['net/a', true],
    ['net/b', false],
    ['net/c', false],
  ]);
  expect(report?.offender?.scope).toBe('net/b');
  // 1.5 and 1.4 times the same numbers; the largest is 4.
  expect(report?.layers[1]?.maxAbs).toBeCloseTo(0.4, 5);
  const expected = [0.5, -1, 2].map((x) => -Math.tanh((x + 2) * 1.4));
  const computed = Array.from(outputs['y']?.data ?? [], Number);
  for (const [i, value] of expected.entries()) expect(computed[i]).toBeCloseTo(value, 5);
});

test('values with the same names, where nodes have no scopes', async () => {
  const { report } = await layersOf(flat(2), flat(3));
  expect(report?.layers.map(({ scope, pass }) => [scope, pass])).toEqual([
    ['p', true],
    ['q', false],
    ['y', false],
  ]);
  expect(report?.offender?.scope).toBe('q');
});

test('files with other numbers of inputs are not compared', async () => {
  const two = '(float[3] a, float[3] b) => (float[3] y) { y = Add(a, b) }';
  await expect(layersOf(scoped(1), two)).rejects.toMatchObject({
    code: 'not-comparable',
    message:
      'the file has the inputs x, the original a, b; compare it with a file that has as many',
  });
});
