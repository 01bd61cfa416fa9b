/** Inputs that a file has as numbers: what depended on them alone is known when the graph is traced. */
import * as tf from '@tensorflow/tfjs';
import { exportModel, graphModelFunction } from '@ganport/export';
import { compareTensors, fitReference, graphModelReference, verifyModel } from '@ganport/parity';
import type { HostTensor } from '@ganport/runtime';
import { createSession } from '@ganport/runtime/node';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { toHost, toNumbers } from '../lowering/support/numbers.ts';
import { drawWeights } from './support/exported.ts';
import { graphModel, type ModelSpec, node, placeholder, type } from './support/graph-def.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
});
afterEach(() => tf.disposeVariables());

const float = { T: type('FLOAT') };
const ints = (...values: number[]) => tf.tensor1d(values, 'int32');

/** The images of a video, in which a ratio of no stated shape says how much smaller they are seen. */
const matting: ModelSpec = {
  inputs: [
    placeholder('image', 'FLOAT', [1, -1, -1, 2]),
    { ...placeholder('ratio', 'FLOAT', []), attr: unranked() },
  ],
  weights: { first: ints(1), past: ints(3), step: ints(1), kernel: tf.ones([3, 3, 2, 1]) },
  nodes: [
    node('sizes', 'Shape', ['image'], { T: type('FLOAT'), out_type: type('INT32') }),
    node('sides', 'StridedSlice', ['sizes', 'first', 'past', 'step'], { T: type('INT32') }),
    node('numbers', 'Cast', ['sides'], { SrcT: type('INT32'), DstT: type('FLOAT') }),
    node('scaled', 'Mul', ['numbers', 'ratio'], float),
    node('small', 'Cast', ['scaled'], { SrcT: type('FLOAT'), DstT: type('INT32') }),
    node('resized', 'ResizeBilinear', ['image', 'small'], float),
    node('seen', 'Conv2D', ['resized', 'kernel'], {
      ...float,
      strides: { list: { i: ['1', '1', '1', '1'] } },
      dilations: { list: { i: ['1', '2', '2', '1'] } },
      padding: { s: btoa('SAME') },
      data_format: { s: btoa('NHWC') },
    }),
  ],
  outputs: { seen: 'seen' },
};

function unranked() {
  return { dtype: type('FLOAT'), shape: { shape: { unknownRank: true } } };
}

test('a ratio decides the sizes of images, and is no input of the file', async () => {
  const model = await graphModel(matting);
  const onnx = await exportModel(model, {
    shapes: { image: [1, 24, 40, 2] },
    constants: { ratio: 0.25 },
  });
  expect(onnx.graph.inputs.map(({ name }) => name)).toEqual(['image']);
  expect(onnx.graph.outputs[0]?.shape).toEqual([1, 6, 10, 1]);
  expect(onnx.metadata['ganport.constant.ratio']).toBe(
    '{"dtype":"float32","shape":[],"values":[0.25]}',
  );
  const fn = graphModelFunction(model);
  // The original is given the constant, as the file's metadata say.
  const original = fitReference(onnx.model, graphModelReference(fn, tf));
  expect(await verifyModel(onnx.bytes(), original)).toMatchObject({ pass: true });
  const of = (ratio: number) =>
    fn.compute({ image: tf.ones([1, 24, 40, 2]), ratio: tf.scalar(ratio) });
  expect((await of(0.25))['seen']?.shape).toEqual([1, 6, 10, 1]);
  expect((await of(0.5))['seen']?.shape).toEqual([1, 12, 20, 1]);
});

function withStyle(): tf.LayersModel {
  const x = tf.input({ shape: [4], name: 'x' });
  const style = tf.input({ shape: [3], name: 'style' });
  const joined = tf.layers.dense({ units: 3 }).apply(x) as tf.SymbolicTensor;
  const y = tf.layers.multiply({ name: 'multiply' }).apply([joined, style]) as tf.SymbolicTensor;
  const model = tf.model({ inputs: [x, style], outputs: y, name: 'net' });
  drawWeights(model);
  return model;
}

test.each([
  ['one number', 2, [2, 2, 2]],
  ['a number for each element', [1, 0, -1], [1, 0, -1]],
])('layers: %s', async (_, style, row) => {
  const model = withStyle();
  const onnx = await exportModel(model, { constants: { style } });
  expect(onnx.graph.inputs).toEqual([{ name: 'x', dtype: 'float32', shape: ['batch', 4] }]);
  const x = tf.randomNormal([5, 4], 0, 1, 'float32', 2);
  const expected = model.predict([x, tf.tensor2d(Array.from({ length: 5 }, () => row))]);
  const session = await createSession(onnx.bytes(), { providers: ['cpu'], threads: 1 });
  try {
    const { multiply } = await session.run({ x: toHost(toNumbers(x)) });
    const wanted = toHost(toNumbers(expected as tf.Tensor));
    expect(compareTensors(multiply as HostTensor, wanted).maxAbs).toBeLessThan(1e-5);
  } finally {
    await session.dispose();
  }
});

test.each([
  [{ ration: 1 }, /no input ration; it has x, style/],
  [
    { style: [1, 2] },
    /input style cannot be a constant: its shape is .*3, .*one value, or 3 .*got 2/,
  ],
  [{ style: NaN }, /input style .*NaN is no number of type float32/],
  [{ style: Array.from({ length: 70_000 }, () => 1) }, /input style .*70002 elements.*65536/],
])('%j is refused', async (constants, message) => {
  await expect(exportModel(withStyle(), { constants })).rejects.toThrow(message);
});

test('texts, fractions of int32 and other bools are refused', async () => {
  const refused = async (dtype: string, value: number) => {
    const model = await graphModel({
      inputs: [placeholder('x', dtype, [2])],
      nodes: [node('y', 'Identity', ['x'], { T: type(dtype) })],
      outputs: { y: 'y' },
    });
    return exportModel(model, { constants: { x: value } });
  };
  await expect(refused('INT32', 0.5)).rejects.toThrow(/0\.5 is no number of type int32/);
  await expect(refused('BOOL', 2)).rejects.toThrow(/2 is no number of type bool/);
  await expect(refused('STRING', 1)).rejects.toThrow(/it takes texts/);
});
