/** What is a layer; test/optimize checks the geometries against ONNX Runtime. */
import { expect, test } from 'vitest';
import type { Attribute, Constant, Node } from '../../graph/graph.ts';
import { layerForms, original } from '../forms/index.ts';
import { convLayer } from './layer.ts';
import { recordForm } from '../record.ts';

const zeros = (shape: number[]): Constant => ({
  dtype: 'float32',
  shape,
  data: new Float32Array(shape.reduce((a, b) => a * b)),
});

function layerOf(
  shape: number[],
  filter: Constant,
  attributes: Readonly<Record<string, Attribute>> = {},
  op = 'Conv',
) {
  const node: Node = { name: 'n', op, domain: '', inputs: ['x', 'w'], outputs: ['y'], attributes };
  return convLayer(node, shape, (name) => (name === 'w' ? filter : undefined));
}

const ints = (...value: number[]): Attribute => ({ type: 'ints', value });
const image = [2, 4, 8, 8];

test.each<[string, ReturnType<typeof layerOf>]>([
  ['another operator', layerOf(image, zeros([4, 4, 3, 3]), {}, 'MaxPool')],
  ['a signal', layerOf([2, 4, 8], zeros([4, 4, 3]))],
  ['other channels', layerOf(image, zeros([4, 3, 3, 3]))],
  ['a window larger than the image', layerOf(image, zeros([4, 4, 9, 9]))],
  ['a huge window', layerOf([1, 4, 100, 100], zeros([1, 4, 65, 1]))],
  ['a huge image', layerOf([1, 1, 2 ** 20, 1], zeros([1, 1, 1, 1]))],
  ['no image', layerOf([0, 4, 8, 8], zeros([4, 4, 3, 3]))],
  ['a stride of 0', layerOf(image, zeros([4, 4, 3, 3]), { strides: ints(0, 1) })],
  ['cropping', layerOf(image, zeros([4, 4, 3, 3]), { pads: ints(-1, 0, 0, 0) })],
  [
    'an unknown padding',
    layerOf(image, zeros([4, 4, 3, 3]), { auto_pad: { type: 'string', value: '?' } }),
  ],
  [
    'a size that is asked for',
    layerOf(image, zeros([4, 4, 3, 3]), { output_shape: ints(9, 9) }, 'ConvTranspose'),
  ],
])('%s is no layer', (_, layer) => {
  expect(layer).toBeUndefined();
});

test('a form whose values would be larger than 256 MiB does not fit', () => {
  const side = 2 ** 13;
  const layer = layerOf([1, 8, side, side], zeros([8, 8, 3, 3]), { pads: ints(1, 1, 1, 1) });
  expect(layer?.window.axes[0].output).toBe(side);
  const fitting = [original, ...layerForms].filter((form) => layer && recordForm(form, [layer]));
  expect(fitting).toEqual([]);
});
