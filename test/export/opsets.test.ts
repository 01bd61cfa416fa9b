/** Every operator set that ganport writes: the same results, and a file that onnx's checker accepts. */
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { supportedOpsets } from '@ganport/graph/internal';
import { drawInputs, drawWeights, exported, largestDifference } from './support/exported.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
});
afterEach(() => tf.disposeVariables());

const { layers } = tf;
const apply = (layer: tf.layers.Layer, value: tf.SymbolicTensor) =>
  layer.apply(value) as tf.SymbolicTensor;

/** Images of open size: resized, normalized in three ways, pooled, and read as a sequence. */
function everything(): tf.LayersModel {
  const image = tf.input({ shape: [null, null, 3], name: 'image' });
  let x = apply(layers.conv2d({ filters: 8, kernelSize: 3, padding: 'same' }), image);
  x = apply(layers.batchNormalization(), x);
  x = apply(layers.activation({ activation: 'gelu' }), x);
  x = apply(layers.layerNormalization(), x);
  x = apply(layers.activation({ activation: 'mish' }), x);
  x = apply(layers.upSampling2d({ size: [2, 2], interpolation: 'bilinear' }), x);
  x = apply(layers.averagePooling2d({ poolSize: 2, padding: 'same' }), x);
  x = apply(layers.globalMaxPooling2d({}), x);
  x = apply(layers.reshape({ targetShape: [4, 2] }), x);
  x = apply(layers.lstm({ units: 3, returnSequences: true }), x);
  x = apply(layers.gru({ units: 3 }), x);
  x = apply(layers.dense({ units: 4, activation: 'softmax' }), x);
  return tf.model({ inputs: image, outputs: x, name: 'everything' });
}

test.each(supportedOpsets)('a model of many layers at opset %i', async (opset) => {
  const model = everything();
  drawWeights(model);
  const onnx = await exported(model, { opset });
  expect(onnx.opset).toBe(opset);
  const sets = [drawInputs([[1, 8, 6, 3]]), drawInputs([[2, 5, 7, 3]])];
  expect(await largestDifference(model, onnx, sets)).toBeLessThan(1e-5);
});
