/**
 * The first layer of a file that differs from the original, in exported files with other numbers in
 * them, and in originals with another layer.
 */
import * as tf from '@tensorflow/tfjs';
import { exportModel } from '@ganport/export';
import { OnnxModel, type Constant, type Graph } from '@ganport/graph';
import { layersModelReference, shareProcess, verifyModel } from '@ganport/parity';
import { beforeAll, expect, test } from 'vitest';

tf.enableProdMode();
const launch = shareProcess();

/** Two branches that are joined, a nested model, and batch normalization that becomes a bias. */
function network(): tf.LayersModel {
  const { layers } = tf;
  const image = tf.input({ name: 'image', shape: [8, 8, 3] });
  const uniform = (seed: number) =>
    tf.initializers.randomUniform({ minval: -0.5, maxval: 0.5, seed });
  const conv = (name: string, seed: number) =>
    layers.conv2d({
      name,
      filters: 4,
      kernelSize: 3,
      padding: 'same',
      kernelInitializer: uniform(seed),
    });
  const a = conv('left', 1).apply(image) as tf.SymbolicTensor;
  const normal = layers.batchNormalization({ name: 'left_norm', betaInitializer: uniform(2) });
  const left = layers.reLU({ name: 'left_relu' }).apply(normal.apply(a));
  const inner = tf.sequential({
    name: 'inner',
    layers: [
      layers.conv2d({
        name: 'first',
        inputShape: [8, 8, 3],
        filters: 4,
        kernelSize: 3,
        padding: 'same',
        kernelInitializer: uniform(3),
      }),
      layers.leakyReLU({ name: 'leaky' }),
    ],
  });
  const right = inner.apply(image);
  const sum = layers.add({ name: 'sum' }).apply([left, right] as tf.SymbolicTensor[]);
  const flat = layers.flatten({ name: 'flat' }).apply(sum);
  const outputs = layers
    .dense({ name: 'head', units: 5, kernelInitializer: uniform(4) })
    .apply(flat);
  return tf.model({ name: 'net', inputs: image, outputs: outputs as tf.SymbolicTensor });
}

let model: tf.LayersModel;
let file: OnnxModel;
beforeAll(async () => {
  await tf.setBackend('cpu');
  model = network();
  file = await exportModel(model);
});

/** The file with the largest number of a weight of a node made larger. */
function tampered(node: string): Uint8Array {
  const { graph } = file;
  const { inputs } = graph.nodes.find(({ name }) => name === node) ?? { inputs: [] };
  const weight = inputs.find((name) => graph.initializers.has(name)) ?? '';
  const initializers = new Map(graph.initializers);
  const constant = initializers.get(weight) as Constant;
  const data = Float32Array.from(constant.data as Float32Array, (value) => value * 1.1);
  initializers.set(weight, { ...constant, data });
  const changed: Graph = { ...graph, initializers };
  return new OnnxModel({ ...file.model, graph: changed }).bytes();
}

test('none in a file as it was exported', async () => {
  const report = await verifyModel(file.bytes(), layersModelReference(model), { launch });
  expect([report.pass, report.offender]).toEqual([true, undefined]);
});

test.each([
  // The Conv has the batch normalization in it, and gives its result.
  ['net/left/Conv', 'net/left_norm'],
  ['net/inner/first/Conv', 'net/inner/first'],
  ['net/head/MatMul', 'net/head'],
])('in a file with other weights in %s: %s', async (node, scope) => {
  const report = await verifyModel(tampered(node), layersModelReference(model), { launch });
  expect(report.pass).toBe(false);
  expect(report.offender).toMatchObject({ scope, node, pass: false });
  const before = report.layers?.slice(
    0,
    report.layers.findIndex((row) => row.scope === scope),
  );
  // The layers of the other branch may come later; those before this one agree.
  expect(before?.every(({ pass }) => pass)).toBe(true);
});

test('a wrong lowering: the original has another layer than the file', async () => {
  const report = await verifyModel(file.bytes(), layersModelReference(network2()), { launch });
  expect(report.offender?.scope).toBe('net/sum');
});

/** The same weights, another way to join the branches: as a wrong lowering would. */
function network2(): tf.LayersModel {
  const other = network();
  other.setWeights(model.getWeights());
  const sum = other.getLayer('sum');
  const call = sum.call.bind(sum);
  sum.call = (inputs, kwargs) => (call(inputs, kwargs) as tf.Tensor).mul(1.01);
  return other;
}

test('layers are as they were afterwards', async () => {
  const [layer] = model.layers;
  const { call } = layer ?? {};
  await layersModelReference(model).layers?.({
    image: { dtype: 'float32', dims: [1, 8, 8, 3], data: new Float32Array(192) },
  });
  expect(layer?.call).toBe(call);
  expect(Object.hasOwn(layer ?? {}, 'call')).toBe(false);
});
