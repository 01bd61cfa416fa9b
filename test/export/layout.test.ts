/** What is left of a network after the passes: which operators, in which layout, with the same numbers. */
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, expect, test } from 'vitest';
import type { OnnxModel } from '@ganport/graph';
import { compareTensors } from '@ganport/parity';
import { createSession } from '@ganport/runtime/node';
import { toHost, toNumbers, toTensor } from '../lowering/support/numbers.ts';
import { drawInputs, drawWeights, exported, largestDifference } from './support/exported.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
});
afterEach(() => tf.disposeVariables());

const { layers } = tf;
type Value = tf.SymbolicTensor;
const apply = (layer: tf.layers.Layer, value: Value | Value[]) => layer.apply(value) as Value;
const same = 'same' as const;
const tolerance = 1e-5;

const operators = ({ graph }: OnnxModel) => graph.nodes.map(({ op }) => op).toSorted();

/** Padding, batch norm, relu6, depthwise and squeeze-excite blocks, two branches, and upsampling. */
function segmenter(): tf.LayersModel {
  const image = tf.input({ shape: [null, null, 3], name: 'image' });
  const pad = layers.zeroPadding2d({ padding: 1 });
  const conv = layers.conv2d({ filters: 6, kernelSize: 3, strides: 2, useBias: false });
  const first = apply(layers.batchNormalization(), apply(conv, apply(pad, image)));
  const x = apply(layers.reLU({ maxValue: 6 }), first);
  const deep = apply(layers.depthwiseConv2d({ kernelSize: 3, padding: same }), x);
  const pooled = apply(layers.globalAveragePooling2d({}), deep);
  const seen = apply(layers.reshape({ targetShape: [1, 1, 6] }), pooled);
  const gate = apply(layers.conv2d({ filters: 6, kernelSize: 1, activation: 'hardSigmoid' }), seen);
  const scaled = apply(layers.multiply(), [deep, gate]);
  const both = apply(layers.concatenate(), [x, scaled]);
  const large = apply(layers.upSampling2d({ size: [2, 2] }), both);
  const out = layers.conv2d({ filters: 2, kernelSize: 1, activation: 'softmax', name: 'classes' });
  return tf.model({ inputs: image, outputs: apply(out, large) });
}

test('transposes are left at the ends of a network of images alone', async () => {
  const model = segmenter();
  drawWeights(model);
  const onnx = await exported(model);
  expect(operators(onnx)).toEqual(
    [
      ...['Transpose', 'Conv', 'Clip', 'Conv', 'GlobalAveragePool', 'Conv', 'HardSigmoid', 'Mul'],
      ...['Concat', 'Resize', 'Conv', 'Softmax', 'Transpose'],
    ].toSorted(),
  );
  const sets = [drawInputs([[1, 8, 12, 3]]), drawInputs([[2, 4, 6, 3]])];
  expect(await largestDifference(model, onnx, sets)).toBeLessThan(tolerance);
});

test('with the layout NCHW there is none, and the metadata says so', async () => {
  const model = segmenter();
  drawWeights(model);
  const onnx = await exported(model, { layout: 'nchw' });
  expect(operators(onnx)).not.toContain('Transpose');
  const [output = ''] = model.outputNames;
  expect(onnx.metadata).toMatchObject({
    'ganport.layout.image': 'NCHW',
    [`ganport.layout.${output}`]: 'NCHW',
  });
  expect(onnx.graph.inputs[0]?.shape).toEqual(['batch', 3, 'height', 'width']);
  const [image] = drawInputs([[2, 8, 4, 3]]);
  if (!image) throw new Error('one input was drawn');
  const x = toTensor(image);
  const nchw = toNumbers(tf.transpose(x, [0, 3, 1, 2]));
  const session = await createSession(onnx.bytes(), { providers: ['cpu'], threads: 1 });
  try {
    const results = await session.run({ image: toHost(nchw) });
    const wanted = tf.transpose(model.predict(x) as tf.Tensor, [0, 3, 1, 2]);
    const got = results[output];
    if (!got) throw new Error(`${output} is missing`);
    expect(compareTensors(got, toHost(toNumbers(wanted))).maxAbs).toBeLessThan(tolerance);
  } finally {
    await session.dispose();
  }
});

test('images and dense layers meet without a Transpose', async () => {
  const model = tf.sequential({
    layers: [
      layers.dense({ units: 2 * 2 * 3, activation: 'relu', inputShape: [5] }),
      layers.reshape({ targetShape: [2, 2, 3] }),
      layers.conv2dTranspose({ filters: 4, kernelSize: 3, strides: 2, padding: same }),
      layers.batchNormalization(),
      layers.leakyReLU({ alpha: 0.2 }),
      layers.batchNormalization(),
      layers.flatten(),
      layers.dense({ units: 3 }),
    ],
  });
  drawWeights(model);
  const onnx = await exported(model);
  expect(operators(onnx)).toEqual(
    ['Gemm', 'Relu', 'Reshape', 'ConvTranspose', 'LeakyRelu', 'Reshape', 'Gemm'].toSorted(),
  );
  expect(await largestDifference(model, onnx, [drawInputs([[3, 5]])])).toBeLessThan(tolerance);
});

test('convolutions of signals have one Unsqueeze for all', async () => {
  const conv = { filters: 4, kernelSize: 3, padding: same, activation: 'relu' } as const;
  const model = tf.sequential({
    layers: [
      layers.conv1d({ ...conv, inputShape: [12, 2] }),
      layers.batchNormalization(),
      layers.maxPooling1d({ poolSize: 2 }),
      layers.conv1d({ ...conv, dilationRate: 2 }),
      layers.globalAveragePooling1d(),
    ],
  });
  drawWeights(model);
  const onnx = await exported(model);
  expect(operators(onnx)).toEqual(
    [
      ...['Unsqueeze', 'Transpose', 'Conv', 'Relu', 'BatchNormalization', 'MaxPool'],
      ...['Conv', 'Relu', 'ReduceMean'],
    ].toSorted(),
  );
  expect(await largestDifference(model, onnx, [drawInputs([[2, 12, 2]])])).toBeLessThan(tolerance);
});

test('layer normalization, dense layers of sequences and gelu are operators', async () => {
  const model = tf.sequential({
    layers: [
      layers.layerNormalization({ inputShape: [6, 4] }),
      layers.dense({ units: 8, activation: 'gelu' }),
      layers.dense({ units: 4 }),
    ],
  });
  drawWeights(model);
  const onnx = await exported(model, { opset: 20 });
  expect(operators(onnx)).toContain('LayerNormalization');
  expect(operators(onnx)).toContain('Gelu');
  expect(onnx.graph.nodes.length).toBeLessThanOrEqual(7);
  expect(await largestDifference(model, onnx, [drawInputs([[3, 6, 4]])])).toBeLessThan(tolerance);
});
