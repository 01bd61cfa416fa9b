/** Images as bytes: the file computes of them what the model computes of the scaled numbers. */
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { exportModel, traceFunction, type ExportOptions } from '@ganport/export';
import { fitReference, layersModelReference, verifyModel } from '@ganport/parity';
import { createSession } from '@ganport/runtime/node';
import { checkOnnx, onnxCheckerAvailable } from '../support/onnx-checker.ts';
import { drawWeights } from './support/exported.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
});
afterEach(() => tf.disposeVariables());

function model(): tf.LayersModel {
  const image = tf.input({ shape: [null, null, 3], name: 'image' });
  const conv = tf.layers.conv2d({ filters: 4, kernelSize: 3, padding: 'same', name: 'conv' });
  const y = conv.apply(image) as tf.SymbolicTensor;
  const result = tf.model({ inputs: image, outputs: y, name: 'net' });
  drawWeights(result);
  return result;
}

test.each([
  ['NHWC', {}, ['batch', 'height', 'width', 3]],
  ['NCHW', { layout: 'nchw' }, ['batch', 3, 'height', 'width']],
] as const)('bytes of %s', async (layout, options: ExportOptions, shape) => {
  const net = model();
  const asked = { ...options, ranges: { image: [-1, 1] }, uint8Input: true } as const;
  const onnx = await exportModel(net, asked);
  if (onnxCheckerAvailable().available) await checkOnnx(onnx.bytes());
  expect(onnx.graph.inputs).toEqual([{ name: 'image', dtype: 'uint8', shape }]);
  expect(onnx.metadata).toMatchObject({
    'ganport.layout.image': layout,
    'ganport.range.image': '0 255',
    'ganport.uint8.image': '-1 1',
  });
  const reference = fitReference(onnx.model, layersModelReference(net));
  expect(await verifyModel(onnx.bytes(), reference)).toMatchObject({ pass: true });
});

test('black and white are the ends of the range', async () => {
  const shape = [1, 1, 1, 2];
  const same = ({ image }: tf.NamedTensorMap) => ({ y: tf.neg(image as tf.Tensor) });
  for (const [range, wanted] of [
    [
      [-1, 1],
      [1, -1],
    ],
    [
      [0, 1],
      [-0, -1],
    ],
    [
      [0, 255],
      [-0, -255],
    ],
  ] as const) {
    const asked = { ranges: { image: range }, uint8Input: 'image' };
    const onnx = await traceFunction(same, { image: { shape } }, asked);
    const session = await createSession(onnx.bytes(), { providers: ['cpu'], threads: 1 });
    try {
      const image = { dtype: 'uint8', dims: shape, data: Uint8Array.of(0, 255) } as const;
      const { y } = await session.run({ image });
      const values = Array.from(y?.data as Float32Array);
      values.forEach((value, i) => expect(value).toBeCloseTo(wanted[i] ?? NaN, 6));
    } finally {
      await session.dispose();
    }
  }
});

test('an input of int32 takes the bytes as they are', async () => {
  const shape = [1, 'height', 'width', 3];
  const fn = ({ image }: tf.NamedTensorMap) => ({ y: tf.add(image as tf.Tensor, 1) });
  const inputs = { image: { shape, dtype: 'int32' } } as const;
  const onnx = await traceFunction(fn, inputs, { uint8Input: true });
  expect(onnx.metadata['ganport.uint8.image']).toBe('int32');
  const original = fitReference(onnx.model, ({ image }) => {
    if (image?.dtype !== 'int32') throw new Error(`${image?.dtype} is given`);
    return { y: { ...image, data: (image.data as Int32Array).map((value) => value + 1) } };
  });
  expect(await verifyModel(onnx.bytes(), original)).toMatchObject({ pass: true });
});

const image = { shape: [1, 4, 4, 3] };
const ranges = { a: [0, 1] } as const;

test.each([
  ['no input is an image', { a: { shape: [3] } }, { uint8Input: true, ranges }],
  [
    'the inputs a, b are images: name the one that takes uint8',
    { a: image, b: image },
    { uint8Input: true, ranges },
  ],
  ['input b is no image that can take uint8; those that can: a', { a: image }, { uint8Input: 'b' }],
  ['give its range', { a: image }, { uint8Input: true }],
  ['the range of a is from 1 to 0', { a: image }, { ranges: { a: [1, 0] } }],
  ['its range is 0 to 255', { a: { ...image, dtype: 'int32' } }, { uint8Input: true, ranges }],
] as const)('refused: %s', async (message, inputs, options) => {
  const fn = ({ a }: tf.NamedTensorMap) => ({ y: tf.neg(a as tf.Tensor) });
  await expect(traceFunction(fn, inputs, options)).rejects.toThrow(message);
});
