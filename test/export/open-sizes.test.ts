/** GraphModels with inputs of unknown sizes: what stays open, and what has to be fixed. */
import * as tf from '@tensorflow/tfjs';
import { exportModel } from '@ganport/export';
import { drawInputs } from '@ganport/parity';
import { beforeAll, expect, test } from 'vitest';
import { ints, text } from './operators/operator-case.ts';
import { agrees } from './support/agrees.ts';
import { graphModel, type ModelSpec, node, placeholder, type } from './support/graph-def.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const float = { T: type('FLOAT') };
const vector = (...values: number[]) => tf.tensor1d(values, 'int32');
const images = (...shape: number[]) => tf.randomUniform(shape, 0, 1, 'float32', 3);

test('an image of any size that is resized to one size stays open', async () => {
  const onnx = await agrees(
    {
      inputs: [placeholder('image', 'FLOAT', [1, -1, -1, 1])],
      weights: { size: vector(64, 64), axes: vector(2) },
      nodes: [
        node('resized', 'ResizeBilinear', ['image', 'size'], float),
        node('rows', 'Mean', ['resized', 'axes'], float),
      ],
      outputs: { rows: 'rows' },
    },
    [[16, 128] as const, [33, 7] as const].map(([height, width]) => ({
      image: images(1, height, width, 1),
    })),
  );
  expect(onnx.graph.inputs[0]?.shape).toEqual([1, 'height', 'width', 1]);
});

/** Images as rows of `length` numbers. */
const flattened = (length: number, batch = -1): ModelSpec => ({
  inputs: [placeholder('image', 'FLOAT', [batch, -1, -1, 1])],
  weights: { shape: vector(-1, length), w: tf.randomNormal([length, 2], 0, 0.1, 'float32', 1) },
  nodes: [
    node('flat', 'Reshape', ['image', 'shape'], float),
    node('scores', 'MatMul', ['flat', 'w'], float),
  ],
  outputs: { scores: 'scores' },
});

test('sides that a dense layer fixes are found, and the batch stays open', async () => {
  const onnx = await agrees(
    flattened(28 * 28),
    [1, 3].map((batch) => ({ image: images(batch, 28, 28, 1) })),
  );
  expect(onnx.graph.inputs[0]?.shape).toEqual(['batch', 28, 28, 1]);
  expect(onnx.metadata['ganport.fixed.image']).toMatch(/^height, width: .*flat.*/);
});

test('sides are found where a transposed convolution computes its size', async () => {
  const onnx = await agrees(
    {
      inputs: [placeholder('image', 'FLOAT', [-1, -1, -1, 1])],
      weights: {
        twice: vector(1, 2, 2, 1),
        kernel: tf.ones([2, 2, 1, 1]),
        shape: vector(-1, 4 * 28 * 28),
        w: tf.randomNormal([4 * 28 * 28, 2], 0, 0.1, 'float32', 1),
      },
      nodes: [
        node('sizes', 'Shape', ['image'], { ...float, out_type: type('INT32') }),
        node('larger', 'Mul', ['sizes', 'twice'], { T: type('INT32') }),
        node('up', 'Conv2DBackpropInput', ['larger', 'kernel', 'image'], {
          ...float,
          strides: { list: { i: ['1', '2', '2', '1'] } },
          padding: { s: btoa('VALID') },
          data_format: { s: btoa('NHWC') },
        }),
        node('flat', 'Reshape', ['up', 'shape'], float),
        node('scores', 'MatMul', ['flat', 'w'], float),
      ],
      outputs: { scores: 'scores' },
    },
    [1, 2].map((batch) => ({ image: images(batch, 28, 28, 1) })),
  );
  expect(onnx.graph.inputs[0]?.shape.slice(1)).toEqual([28, 28, 1]);
});

test('the sizes of outputs that a signature states decide', async () => {
  const spec = { ...flattened(28 * 28, 1), outputSizes: { scores: [16, 2] } };
  const onnx = await agrees(spec, [{ image: images(1, 112, 112, 1) }]);
  expect(onnx.graph.inputs[0]?.shape).toEqual([1, 112, 112, 1]);
});

test('where no usual size does, the error says so and asks for the shape', async () => {
  const model = await graphModel(flattened(1009));
  await expect(exportModel(model)).rejects.toMatchObject({
    name: 'ExportError',
    message: expect.stringMatching(/flat.*none of the usual sizes does\..*--shape image=batch/),
  });
  const { graph } = await exportModel(model, {
    shapes: { image: ['batch', 1, 1009, 1] },
  });
  expect(graph.inputs[0]?.shape).toEqual(['batch', 1, 1009, 1]);
});

test('bytes, which are int32 in tfjs, have their range in the metadata, and are drawn from it', async () => {
  const onnx = await exportModel(
    await graphModel({
      inputs: [placeholder('pixels', 'UINT8', [-1, 8])],
      weights: { most: tf.scalar(255, 'int32') },
      nodes: [node('inverse', 'Sub', ['most', 'pixels'], { T: type('INT32') })],
      outputs: { inverse: 'inverse' },
    }),
  );
  expect(onnx.metadata['ganport.range.pixels']).toBe('0 255');
  const drawn = drawInputs(onnx.model, { sizes: { batch: 50 } })['pixels'];
  const numbers = Array.from(drawn?.data as Int32Array);
  expect([drawn?.dtype, Math.min(...numbers) >= 0, Math.max(...numbers) <= 255]).toEqual([
    'int32',
    true,
    true,
  ]);
  expect(new Set(numbers).size).toBeGreaterThan(100);
});

test.each([
  ['ResizeBilinear', {}],
  ['ResizeBilinear', { align_corners: { b: true } }],
  ['ResizeBilinear', { half_pixel_centers: { b: true } }],
  ['ResizeNearestNeighbor', {}],
  ['ResizeNearestNeighbor', { align_corners: { b: true } }],
  ['ResizeNearestNeighbor', { half_pixel_centers: { b: true } }],
])('%s %o to a size that is an input', async (op, attributes) => {
  const spec: ModelSpec = {
    inputs: [placeholder('image', 'FLOAT', [-1, -1, -1, 2]), placeholder('size', 'INT32', [2])],
    nodes: [
      node('resized', op, ['image', 'size'], { ...float, ...attributes }),
      node('y', 'Neg', ['resized'], float),
    ],
    outputs: { y: 'y' },
  };
  const onnx = await agrees(spec, [
    { image: images(1, 7, 9, 2), size: vector(11, 5) },
    { image: images(2, 10, 6, 2), size: vector(1, 24) },
    { image: images(1, 49, 3, 2), size: vector(22, 3) },
  ]);
  expect(onnx.graph.inputs[0]?.shape).toEqual(['batch', 'image_height', 'image_width', 2]);
});

const unknown = (name: string, dtype = 'FLOAT') => ({
  ...placeholder(name, dtype, []),
  attr: { dtype: type(dtype), shape: { shape: { unknownRank: true } } },
});

test('inputs whose shape the model does not state have the one in which nodes read them', async () => {
  const spec: ModelSpec = {
    inputs: [unknown('image'), unknown('turned'), unknown('row'), unknown('column')],
    weights: {
      mean: tf.tensor1d([0.5, 0.4, 0.3]),
      kernel: images(3, 3, 3, 4),
      order: vector(0, 2, 3, 1),
      w: images(5, 2),
      v: images(2, 5),
    },
    nodes: [
      node('centered', 'Sub', ['image', 'mean'], float),
      node('weights', 'Identity', ['kernel'], float),
      node('conv', 'Conv2D', ['centered', 'weights'], {
        ...{ T: type('FLOAT'), padding: text('SAME'), data_format: text('NHWC') },
        ...{ strides: ints(1, 1, 1, 1), dilations: ints(1, 1, 1, 1) },
      }),
      node('last', 'Transpose', ['turned', 'order'], float),
      node('pool', 'MaxPool', ['last'], {
        ...{ T: type('FLOAT'), padding: text('VALID'), data_format: text('NHWC') },
        ...{ strides: ints(1, 2, 2, 1), ksize: ints(1, 2, 2, 1) },
      }),
      node('active', 'Relu', ['row'], float),
      node('scores', 'MatMul', ['active', 'w'], float),
      node('product', 'MatMul', ['v', 'column'], float),
    ],
    outputs: { conv: 'conv', pool: 'pool', scores: 'scores', product: 'product' },
  };
  const onnx = await agrees(
    spec,
    [1, 2].map((batch) => ({
      image: images(batch, 6, 7, 3),
      turned: images(batch, 2, 6, 8),
      row: images(batch, 5),
      column: images(5, 3),
    })),
    undefined,
    { shapes: { turned: ['batch', 2, 6, 8] } },
  );
  expect(onnx.graph.inputs.map(({ shape }) => shape)).toEqual([
    ['batch', 'image_height', 'image_width', 3],
    ['batch', 2, 6, 8],
    ['batch', 5],
    [5, 'column_1'],
  ]);
  expect(onnx.metadata).toMatchObject({
    'ganport.inferred.image': 'conv',
    'ganport.inferred.row': 'scores',
  });
});

test('an input whose readers take tensors of any rank needs a shape', async () => {
  const spec: ModelSpec = {
    inputs: [unknown('x')],
    nodes: [node('y', 'Relu', ['x'], float)],
    outputs: { y: 'y' },
  };
  await expect(exportModel(await graphModel(spec))).rejects.toThrow(
    'the model does not say the shape of x: give it',
  );
});

test('a shape without axes in a model.json is a scalar', async () => {
  const x = {
    ...placeholder('x', 'FLOAT', []),
    attr: { dtype: type('FLOAT'), shape: { shape: {} } },
  };
  const spec: ModelSpec = {
    inputs: [x],
    nodes: [node('y', 'Neg', ['x'], float)],
    outputs: { y: 'y' },
  };
  const onnx = await agrees(spec, [{ x: tf.scalar(2) }]);
  expect(onnx.graph.inputs[0]?.shape).toEqual([]);
});

test('images that are smaller than a filter are no usual size', async () => {
  const spec: ModelSpec = {
    inputs: [placeholder('x', 'FLOAT', [1, -1])],
    weights: { sizes: vector(1, -1, 64, 1), kernel: images(3, 3, 1, 2) },
    nodes: [
      node('image', 'Reshape', ['x', 'sizes'], float),
      node('y', 'Conv2D', ['image', 'kernel'], {
        ...{ T: type('FLOAT'), padding: text('VALID'), data_format: text('NHWC') },
        ...{ strides: ints(1, 2, 2, 1), dilations: ints(1, 1, 1, 1) },
      }),
    ],
    outputs: { y: 'y' },
  };
  const onnx = await agrees(spec, [{ x: images(1, 256) }]);
  expect(onnx.graph.inputs[0]?.shape).toEqual([1, 256]);
});

test('sides that a Reshape of a LayersModel fixes are found, and the batch stays open', async () => {
  const model = tf.sequential({
    layers: [
      tf.layers.conv2d({ filters: 2, kernelSize: 1, strides: 16, inputShape: [null, null, 3] }),
      tf.layers.reshape({ targetShape: [8, 16], name: 'rows' }),
    ],
  });
  const onnx = await exportModel(model);
  const [input = { name: '', shape: [] }] = onnx.graph.inputs;
  expect(input.shape).toEqual(['batch', 128, 128, 3]);
  expect(onnx.metadata[`ganport.fixed.${input.name}`]).toMatch(/^height, width: .*rows/);
});

test('a Reshape of a LayersModel that no usual size fits says what to give', async () => {
  const model = tf.sequential({
    layers: [
      tf.layers.conv2d({ filters: 1, kernelSize: 1, inputShape: [null, null, 3] }),
      tf.layers.reshape({ targetShape: [7, 11], name: 'rows' }),
    ],
  });
  await expect(exportModel(model)).rejects.toThrow(
    /layer \S+rows: .*none of the usual sizes does.*--shape \S+=batch,height,width,3/,
  );
});
