/** The layers of GANs, exported with a symbolic batch; the layers of CycleGAN with symbolic sizes too. */
import * as tf from '@tensorflow/tfjs';
import { layers } from '@ganport/core';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { drawInputs, drawWeights, exported, largestDifference } from './support/exported.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
});
afterEach(() => tf.disposeVariables());

const window = { kernel: 3, stride: 2 } as const;
const same = { kernel: 3, stride: 1 } as const;
const valid = { kernel: 3, stride: 1, padding: 'valid' } as const;

function modelOf(shape: tf.Shape, list: readonly tf.layers.Layer[]): tf.LayersModel {
  const input = tf.input({ shape, name: 'x' });
  const end = list.reduce<tf.SymbolicTensor>(
    (x, layer) => layer.apply(x) as tf.SymbolicTensor,
    input,
  );
  return tf.model({ inputs: input, outputs: end });
}

const opsOf = (nodes: readonly { op: string }[]) => nodes.map(({ op }) => op);

test.each<[string, () => tf.layers.Layer[]]>([
  ['dense, spectral', () => [layers.flatten('f'), layers.dense('d', 5, { spectral: true })]],
  ['conv, spectral', () => [layers.conv('c', 5, { ...window, spectral: true })]],
  ['convTranspose, spectral', () => [layers.convTranspose('t', 5, { ...window, spectral: true })]],
  ['instance norm', () => [layers.instanceNorm('n')]],
  ['instance norm, affine', () => [layers.instanceNorm('n', { affine: true })]],
  ['layer norm', () => [layers.layerNorm('n')]],
  ['layer norm of vectors', () => [layers.flatten('f'), layers.layerNorm('n')]],
  ['self-attention', () => [layers.selfAttention('a')]],
  ['minibatch deviation', () => [layers.minibatchStddev('m')]],
  ['minibatch deviation of vectors', () => [layers.flatten('f'), layers.minibatchStddev('m')]],
  ['reflection padding', () => [layers.reflectPad('p', 2)]],
  ['upsampling', () => [layers.upsample('u', 3)]],
  ['a residual block', () => [layers.residual('r', [layers.conv('c', 8, same), layers.relu('a')])]],
])('%s, with an open batch', async (_, make) => {
  const model = modelOf([4, 6, 8], make());
  drawWeights(model);
  const onnx = await exported(model);
  expect(onnx.graph.inputs[0]?.shape).toEqual(['batch', 4, 6, 8]);
  const sets = [1, 2, 5].map((batch) => drawInputs([[batch, 4, 6, 8]]));
  expect(await largestDifference(model, onnx, sets)).toBeLessThan(1e-5);
});

test('spectral norm adds no nodes to a plain layer', async () => {
  for (const spectral of [true, false]) {
    const model = modelOf([4, 6, 8], [layers.conv('c', 5, { ...window, spectral })]);
    drawWeights(model);
    const { graph } = await exported(model);
    expect(opsOf(graph.nodes)).toEqual(['Transpose', 'Conv', 'Transpose']);
  }
});

test('reflection padding and instance norm keep heights and widths symbolic', async () => {
  const block = (name: string) =>
    layers.residual(name, [
      layers.reflectPad('pad_1', 1),
      layers.conv('conv_1', 6, valid),
      layers.instanceNorm('norm_1', { affine: true }),
      layers.relu('relu'),
      layers.reflectPad('pad_2', 1),
      layers.conv('conv_2', 6, valid),
      layers.instanceNorm('norm_2'),
    ]);
  const model = modelOf(
    [null, null, 3],
    [
      layers.reflectPad('pad', 3),
      layers.conv('in', 6, { ...valid, kernel: 7 }),
      layers.instanceNorm('norm'),
      layers.relu('relu'),
      block('block_1'),
      block('block_2'),
      layers.upsample('up', 2),
      layers.conv('out', 3, same),
      layers.tanh('tanh'),
    ],
  );
  drawWeights(model);
  const onnx = await exported(model);
  expect(onnx.graph.inputs[0]?.shape).toEqual(['batch', 'height', 'width', 3]);
  const shapes = [
    [1, 8, 8, 3],
    [2, 12, 9, 3],
    [1, 5, 16, 3],
  ];
  const sets = shapes.map((shape) => drawInputs([shape]));
  expect(await largestDifference(model, onnx, sets)).toBeLessThan(1e-4);
  const norm = ['Pad', 'Conv', 'InstanceNormalization'];
  const residual = [...norm, 'Relu', ...norm, 'Add'];
  expect(opsOf(onnx.graph.nodes)).toEqual([
    ...['Pad', 'Transpose', 'Conv', 'InstanceNormalization', 'Relu'],
    ...[...residual, ...residual],
    ...['Resize', 'Conv', 'Tanh', 'Transpose'],
  ]);
});

test('instance norm with scale and offset is one operator, as a layer and as plain tfjs', async () => {
  class Written extends tf.layers.Layer {
    static readonly className = 'WrittenInstanceNorm';
    override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
      return tf.tidy(() => {
        const x = [inputs].flat()[0] as tf.Tensor;
        const { mean, variance } = tf.moments(x, [1, 2], true);
        const normal = x.sub(mean).mul(variance.add(1e-5).rsqrt());
        return normal.mul(tf.tensor1d([1, 2, 3, 4])).add(tf.tensor1d([4, 3, 2, 1]));
      });
    }
  }
  for (const norm of [layers.instanceNorm('n', { affine: true }), new Written({ name: 'n' })]) {
    const ends = [1, 2].map((i) => layers.conv(`c${i}`, 4, same));
    const model = modelOf([null, null, 2], ends.toSpliced(1, 0, norm));
    drawWeights(model);
    const onnx = await exported(model);
    expect(opsOf(onnx.graph.nodes)).toEqual([
      'Transpose',
      'Conv',
      'InstanceNormalization',
      'Conv',
      'Transpose',
    ]);
    const sets = [drawInputs([[2, 9, 7, 2]])];
    expect(await largestDifference(model, onnx, sets)).toBeLessThan(1e-5);
  }
});

test('layer norm of vectors is one operator', async () => {
  const model = modelOf([7], [layers.layerNorm('n'), layers.relu('a')]);
  drawWeights(model);
  const onnx = await exported(model);
  expect(opsOf(onnx.graph.nodes)).toEqual(['LayerNormalization', 'Relu']);
  expect(await largestDifference(model, onnx, [drawInputs([[3, 7]])])).toBeLessThan(1e-5);
});
