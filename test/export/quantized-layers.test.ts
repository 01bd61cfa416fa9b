/** LayersModels whose files store weights in 8 or 16 bits: the exported file keeps large ones so. */
import * as tf from '@tensorflow/tfjs';
import { exportModel } from '@ganport/export';
import { beforeAll, describe, expect, test } from 'vitest';
import { drawInputs, drawWeights, largestDifference } from './support/exported.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

type Quantization = NonNullable<tf.io.WeightsManifestEntry['quantization']>;

interface LayerWeight {
  readonly originalName: string;
  readonly shape: number[];
  readonly values: Float32Array;
}

/** Weights of at least two axes in a form of tensorflowjs_converter's flags; others are float32. */
function quantized(weights: readonly LayerWeight[], dtype: Quantization['dtype']) {
  const specs: tf.io.WeightsManifestEntry[] = [];
  const parts: Uint8Array[] = [];
  for (const { originalName: name, shape, values } of weights) {
    const spec = { name, shape, dtype: 'float32' } as const;
    if (shape.length < 2) {
      specs.push(spec);
      parts.push(new Uint8Array(values.buffer));
      continue;
    }
    const { quantization, bytes } = encoded(values, dtype);
    specs.push({ ...spec, quantization });
    parts.push(bytes);
  }
  return { weightSpecs: specs, weightData: new Uint8Array(Buffer.concat(parts)).buffer };
}

function encoded(values: Float32Array, dtype: Quantization['dtype']) {
  if (dtype === 'float16') {
    const halves = Uint16Array.from(values, (value) => halfOf(value));
    return { quantization: { dtype }, bytes: new Uint8Array(halves.buffer) };
  }
  const largest = dtype === 'uint8' ? 255 : 65535;
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  const scale = (high - low) / largest;
  // As tensorflowjs_converter: 0 is one of the steps.
  const min = scale * Math.round(low / scale);
  const steps = Array.from(values, (value) =>
    Math.min(largest, Math.max(0, Math.round((value - min) / scale))),
  );
  const array = dtype === 'uint8' ? Uint8Array.from(steps) : Uint16Array.from(steps);
  return { quantization: { dtype, scale, min }, bytes: new Uint8Array(array.buffer) };
}

/** The bits of a power of two between 2^-14 and 1, which is all that this test stores. */
const halfOf = (value: number) => {
  const exponent = Math.max(-14, Math.min(0, Math.round(Math.log2(Math.abs(value) + 1e-9))));
  return ((value < 0 ? 1 : 0) << 15) | ((exponent + 15) << 10);
};

async function loaded(layers: tf.layers.Layer[], dtype: Quantization['dtype']) {
  const made = tf.sequential({ layers });
  drawWeights(made);
  const weights = made.weights.map((weight) => ({
    originalName: weight.originalName,
    shape: weight.shape.map(Number),
    values: weight.read().dataSync<'float32'>().slice(),
  }));
  const stored = quantized(weights, dtype);
  const modelTopology = made.toJSON(undefined, false) as tf.io.ModelJSON['modelTopology'];
  const model = await tf.loadLayersModel(tf.io.fromMemory({ modelTopology, ...stored }));
  return { model, stored };
}

const images = () => [
  tf.layers.conv2d({ filters: 64, kernelSize: 3, inputShape: [6, 6, 2], activation: 'relu' }),
  tf.layers.flatten(),
  tf.layers.dense({ units: 3 }),
];

describe.each([
  ['uint8', 'uint8', 'DequantizeLinear'],
  ['uint16', 'uint16', 'Cast'],
  ['float16', 'float16', 'Cast'],
] as const)('%s', (dtype, type, op) => {
  test('weights stay so in the file, which computes the same', async () => {
    const { model, stored } = await loaded(images(), dtype);
    const onnx = await exportModel(model, { stored });
    const kept = [...onnx.graph.initializers.values()].filter(
      ({ dtype: own, data }) => own === type && data.length > 1,
    );
    expect(kept.map(({ data }) => data.length)).toEqual([3 * 3 * 2 * 64, 1024 * 3]);
    expect(onnx.graph.nodes.filter((node) => node.op === op).length).toBeGreaterThanOrEqual(2);
    const sets = [1, 3].map((n) => drawInputs([[n, 6, 6, 2]]));
    expect(await largestDifference(model, onnx, sets)).toBeLessThan(1e-4);
  });
});

test('weights of a recurrent layer are right', async () => {
  const layers = [tf.layers.lstm({ units: 16, inputShape: [null, 16] })];
  const { model, stored } = await loaded(layers, 'uint8');
  const onnx = await exportModel(model, { stored });
  expect(await largestDifference(model, onnx, [drawInputs([[2, 5, 16]])])).toBeLessThan(1e-4);
});

test('weights of fewer than 1,024 elements are float32', async () => {
  const small = tf.layers.conv2d({ filters: 56, kernelSize: 3, inputShape: [6, 6, 2] });
  const { model, stored } = await loaded([small], 'uint8');
  const onnx = await exportModel(model, { stored });
  expect(onnx.graph.nodes.map(({ op }) => op)).toEqual(['Transpose', 'Conv', 'Transpose']);
  expect(await largestDifference(model, onnx, [drawInputs([[2, 6, 6, 2]])])).toBeLessThan(1e-4);
});

test('weights that have changed since are float32', async () => {
  const { model, stored } = await loaded(images(), 'uint8');
  drawWeights(model);
  const onnx = await exportModel(model, { stored });
  expect([...onnx.graph.initializers.values()].every(({ dtype }) => dtype !== 'uint8')).toBe(true);
  expect(await largestDifference(model, onnx, [drawInputs([[2, 6, 6, 2]])])).toBeLessThan(1e-4);
});
