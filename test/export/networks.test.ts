/** Whole networks: symbolic heights and widths, and the transposes that remain. */
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { exportModel } from '@ganport/export';
import type { OnnxModel } from '@ganport/graph';
import { drawInputs, drawWeights, exported, largestDifference } from './support/exported.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
});
afterEach(() => tf.disposeVariables());

const { layers } = tf;
type Value = tf.SymbolicTensor;
const same = 'same' as const;

/** Ulyanov et al. 2016, without scale and offset; written as a user of tfjs would. */
class InstanceNorm extends tf.layers.Layer {
  static readonly className = 'InstanceNorm';

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = [inputs].flat()[0] as tf.Tensor;
      const { mean, variance } = tf.moments(x, [1, 2], true);
      return x.sub(mean).div(variance.add(1e-5).sqrt());
    });
  }
}

class ReflectionPadding extends tf.layers.Layer {
  static readonly className = 'ReflectionPadding';
  readonly #size: number;

  constructor(size: number) {
    super({});
    this.#size = size;
  }

  override computeOutputShape(shape: tf.Shape | tf.Shape[]): tf.Shape {
    const [n, height, width, c] = shape as tf.Shape;
    const more = (size: number | null | undefined) => (size ? size + 2 * this.#size : null);
    return [n ?? null, more(height), more(width), c ?? null];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const pad: [number, number] = [this.#size, this.#size];
    return tf.mirrorPad([inputs].flat()[0] as tf.Tensor4D, [[0, 0], pad, pad, [0, 0]], 'reflect');
  }
}

const apply = (layer: tf.layers.Layer, value: Value | Value[]) => layer.apply(value) as Value;

/** Zhu et al. 2017, appendix: c7s1, two down, residual blocks, two up, c7s1 and tanh; narrow. */
function cycleGanGenerator(): tf.LayersModel {
  const image = tf.input({ shape: [null, null, 3], name: 'image' });
  const normed = (value: Value) => apply(layers.reLU(), apply(new InstanceNorm({}), value));
  let x = apply(
    layers.conv2d({ filters: 4, kernelSize: 7 }),
    apply(new ReflectionPadding(3), image),
  );
  x = normed(x);
  for (const filters of [6, 8]) {
    x = normed(apply(layers.conv2d({ filters, kernelSize: 3, strides: 2, padding: same }), x));
  }
  for (let block = 0; block < 2; block++) {
    const conv = () => layers.conv2d({ filters: 8, kernelSize: 3 });
    const inner = normed(apply(conv(), apply(new ReflectionPadding(1), x)));
    const outer = apply(conv(), apply(new ReflectionPadding(1), inner));
    x = apply(layers.add(), [x, apply(new InstanceNorm({}), outer)]);
  }
  for (const filters of [6, 4]) {
    const up = layers.conv2dTranspose({ filters, kernelSize: 3, strides: 2, padding: same });
    x = normed(apply(up, x));
  }
  x = apply(layers.conv2d({ filters: 3, kernelSize: 7 }), apply(new ReflectionPadding(3), x));
  const output = apply(layers.activation({ activation: 'tanh', name: 'translated' }), x);
  return tf.model({ inputs: image, outputs: output, name: 'cyclegan' });
}

function dcganGenerator(): tf.LayersModel {
  const up = (filters: number, strides: number) =>
    layers.conv2dTranspose({ filters, kernelSize: 5, strides, padding: same, useBias: false });
  const normed = () => [layers.batchNormalization(), layers.leakyReLU({ alpha: 0.2 })];
  const stack = [
    layers.dense({ units: 4 * 4 * 8, useBias: false, inputShape: [10] }),
    ...normed(),
    layers.reshape({ targetShape: [4, 4, 8] }),
    ...[up(6, 1), ...normed(), up(4, 2), ...normed(), up(1, 2)],
    layers.activation({ activation: 'tanh' }),
  ];
  return tf.sequential({ layers: stack, name: 'dcgan' });
}

/** Skip connections (Ronneberger et al. 2015) with pooling, resizing and concatenation. */
function unet(): tf.LayersModel {
  const image = tf.input({ shape: [null, null, 2], name: 'image' });
  const conv = (filters: number) =>
    layers.conv2d({ filters, kernelSize: 3, padding: same, activation: 'relu' });
  const wide = apply(conv(4), image);
  const deep = apply(conv(6), apply(layers.maxPooling2d({ poolSize: 2 }), wide));
  const up = apply(layers.upSampling2d({ size: [2, 2] }), deep);
  const joined = apply(layers.concatenate({ axis: -1 }), [wide, up]);
  const output = apply(layers.softmax({ axis: -1, name: 'classes' }), apply(conv(3), joined));
  return tf.model({ inputs: image, outputs: output, name: 'unet' });
}

const counts = ({ graph }: OnnxModel, op: string) =>
  graph.nodes.filter((node) => node.op === op).length;

test.each([17, 18, 21])('a DCGAN generator at opset %i: linear operators only', async (opset) => {
  const model = dcganGenerator();
  drawWeights(model);
  const onnx = await exported(model, { opset });
  expect(onnx.opset).toBe(opset);
  expect(new Set(onnx.graph.nodes.map(({ op }) => op))).toEqual(
    new Set(['Gemm', 'LeakyRelu', 'Reshape', 'Conv', 'ConvTranspose', 'Tanh']),
  );
  expect(onnx.graph.nodes).toHaveLength(10);
  const inputs = [
    [1, 10],
    [5, 10],
  ].map((shape) => drawInputs([shape]));
  expect(await largestDifference(model, onnx, inputs)).toBeLessThan(1e-5);
});

test.each([
  ['CycleGAN generator', cycleGanGenerator, 4],
  ['U-Net', unet, 2],
])('a %s of open sizes: transposes at its ends only', async (_, make, multiple) => {
  const model = make();
  drawWeights(model);
  const onnx = await exported(model);
  const [input] = onnx.graph.inputs;
  expect(input?.shape.slice(0, 3)).toEqual(['batch', 'height', 'width']);
  expect(onnx.metadata).toMatchObject({
    'ganport.layout.image': 'NHWC',
    'ganport.multiple.height': String(multiple),
    'ganport.multiple.width': String(multiple),
  });
  expect(counts(onnx, 'Transpose')).toBe(2);
  const channels = input?.shape[3] as number;
  const sizes = [
    [1, 16, 24],
    [2, 20, 12],
    [1, 40, 40],
  ].map((size) => [...size, channels]);
  const inputs = sizes.map((shape) => drawInputs([shape]));
  expect(await largestDifference(model, onnx, inputs)).toBeLessThan(2e-5);
});

test('sizes can be fixed, and symbolic sizes named', async () => {
  const model = unet();
  drawWeights(model);
  const onnx = await exported(model, {
    shapes: { image: ['n', 12, 'columns', 2] },
    ranges: { image: [0, 1], [model.outputNames[0] ?? '']: [0, 1] },
    metadata: { license: 'none' },
  });
  expect(onnx.graph.inputs[0]?.shape).toEqual(['n', 12, 'columns', 2]);
  expect(onnx.graph.outputs[0]?.shape).toEqual(['n', 12, 'columns', 3]);
  expect(onnx.metadata).toMatchObject({
    'ganport.multiple.columns': '2',
    'ganport.range.image': '0 1',
    license: 'none',
  });
  const inputs = [drawInputs([[3, 12, 20, 2]])];
  expect(await largestDifference(model, onnx, inputs)).toBeLessThan(1e-5);
});

test('an export changes neither the model nor the backend', async () => {
  const model = dcganGenerator();
  const noise = tf.randomNormal([2, 10]);
  const before = (model.predict(noise) as tf.Tensor).dataSync();
  const tensors = tf.memory().numTensors;
  await exported(model);
  expect(tf.memory().numTensors).toBe(tensors);
  expect(tf.getBackend()).toBe('cpu');
  expect((model.predict(noise) as tf.Tensor).dataSync()).toEqual(before);
});

test('a model that is built again has the same bytes', async () => {
  const build = () =>
    tf.sequential({
      name: 'twice',
      layers: [
        tf.layers.dense({ name: 'dense', units: 3, inputShape: [2], kernelInitializer: 'ones' }),
        tf.layers.batchNormalization({ name: 'norm' }),
      ],
    });
  const bytes = async () => Buffer.from((await exportModel(build())).bytes());
  const [first, second] = [await bytes(), await bytes()];
  expect(second.equals(first)).toBe(true);
});
