/** Outputs of a file have the names of the model's outputs, and layers name the nodes. */
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { drawInputs, drawWeights, exported, largestDifference } from './support/exported.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
});
afterEach(() => tf.disposeVariables());

const { layers } = tf;
const batches = [1, 7].map((batch) => drawInputs([[batch, 5]]));

test('several outputs, one of them an input, under their names', async () => {
  const input = tf.input({ shape: [5], name: 'noise' });
  const hidden = layers.dense({ units: 4, name: 'hidden' }).apply(input) as tf.SymbolicTensor;
  const output = layers.dense({ units: 2, name: 'logits' }).apply(hidden) as tf.SymbolicTensor;
  const model = tf.model({ inputs: input, outputs: [hidden, output] });
  drawWeights(model);
  const onnx = await exported(model);
  expect(onnx.graph.inputs.map(({ name }) => name)).toEqual(['noise']);
  expect(onnx.graph.outputs.map(({ name }) => name)).toEqual(model.outputNames);
  const scopes = onnx.graph.nodes.map(({ name }) => name.split('/').slice(-2, -1)[0]);
  expect(scopes).toContain('hidden');
  expect(await largestDifference(model, onnx, batches)).toBeLessThan(1e-5);
});

test('an input that is an output has a name of its own', async () => {
  const input = tf.input({ shape: [5], name: 'noise' });
  const hidden = layers.dense({ units: 4, name: 'hidden' }).apply(input) as tf.SymbolicTensor;
  const model = tf.model({ inputs: input, outputs: [input, hidden] });
  drawWeights(model);
  const onnx = await exported(model);
  const names = onnx.graph.outputs.map(({ name }) => name);
  expect(names).toEqual(['noise.1', 'hidden']);
  expect(await largestDifference(model, onnx, batches)).toBeLessThan(1e-5);
});
