/** Programs that read values at once, as most tfjs programs do: the same results as on tfjs's cpu backend. */
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { registerOnnxBackend } from './register-onnx-backend.ts';

tf.enableProdMode();

beforeAll(() => registerOnnxBackend({ providers: ['cpu'], threads: 1, smallOnHost: false }));
afterAll(() => tf.removeBackend('onnx'));

const wave = (shape: number[], step = 0.7) =>
  tf.tensor(
    Float32Array.from({ length: tf.util.sizeFromShape(shape) }, (_, i) => Math.sin(i * step)),
    shape,
  );

/** Runs a program on tfjs's cpu backend and on ONNX Runtime. */
async function onBoth(program: () => Promise<readonly unknown[]>) {
  await tf.setBackend('cpu');
  const expected = await program();
  await tf.setBackend('onnx');
  return { expected, actual: await program() };
}

const list = (...tensors: tf.Tensor[]) => tensors.map((tensor) => [...tensor.dataSync()]);

/** What each computes is exact in float32. */
const programs: Readonly<Record<string, () => Promise<readonly unknown[]>>> = {
  'arraySync and dataSync': async () => {
    const x = tf.tensor2d([1, 2, 3, 4], [2, 2]).matMul(tf.tensor2d([2, 0, 0, 2], [2, 2]));
    return [x.arraySync(), [...x.dataSync()], x.sum().dataSync()[0]];
  },
  'a branch that depends on a value': async () => {
    const sum = wave([4]).greater(0).sum();
    return [sum.dataSync()[0] === 4 ? 'positive' : 'mixed'];
  },
  'where and whereAsync': async () => {
    const x = tf.tensor1d([3, -1, 4, -1, 5]).mul(2);
    const places = await tf.whereAsync(x.greater(0));
    return list(tf.where(x.greater(0), x, tf.zerosLike(x)), places);
  },
  booleanMaskAsync: async () => {
    const x = tf.tensor2d([1, 2, 3, 4, 5, 6], [3, 2]).add(1);
    return list(await tf.booleanMaskAsync(x, x.max(1).notEqual(5)));
  },
  'non-maximum suppression': async () => {
    const corners = tf
      .tensor2d([0, 0, 1, 1, 0, 0.125, 1, 1.125, 2, 2, 3, 3], [3, 4])
      .mul<tf.Tensor2D>(8);
    const scores = tf.tensor1d([0.5, 0.75, 0.25]).mul<tf.Tensor1D>(0.5);
    return list(
      tf.image.nonMaxSuppression(corners, scores, 3, 0.5),
      await tf.image.nonMaxSuppressionAsync(corners, scores, 3, 0.5, 0.2),
    );
  },
  'unique values of a result': async () => {
    const { values, indices } = tf.unique(tf.tensor1d([1, 2, 1, 3]).mul(2));
    return list(values, indices);
  },
  'print and toString': async () => {
    const lines: string[] = [];
    const log = vi
      .spyOn(console, 'log')
      .mockImplementation((line) => void lines.push(String(line)));
    const x = tf.range(0, 4).square();
    tf.print(x);
    log.mockRestore();
    return [lines, x.toString()];
  },
  'a tensor buffer': async () => {
    const buffer = tf.range(0, 6).reshape([2, 3]).mul(2).bufferSync();
    buffer.set(9, 0, 0);
    return list(buffer.toTensor().add(1));
  },
  'sizes that a result gives': async () => {
    const rows = tf.tensor1d([1, 0, 2], 'int32').max().dataSync()[0] as number;
    return list(tf.zeros([rows, 2]), tf.range(0, 8).slice([rows], [3]));
  },
  topk: async () => {
    const { values, indices } = tf.topk(tf.tensor1d([3, 1, 4, 1, 5]).add(1), 2);
    return list(values, indices);
  },
  'the running mean of a loop': async () => {
    let mean = tf.scalar(0);
    const seen: number[] = [];
    for (let i = 0; i < 5; i++) {
      mean = tf.tidy(() => mean.mul<tf.Scalar>(0.5).add(i));
      seen.push(mean.dataSync()[0] as number);
    }
    return seen;
  },
};

describe('values that are read at once', () => {
  test.each(Object.entries(programs))('%s', async (_, program) => {
    const { expected, actual } = await onBoth(program);
    expect(actual).toEqual(expected);
  });
});

/** Fits a small network to a tf.data data set, with callbacks, then saves and loads it. */
async function fitFromData() {
  const x = tf.data.array(Array.from({ length: 24 }, (_, i) => [Math.sin(i), Math.cos(2 * i)]));
  const y = tf.data.array(Array.from({ length: 24 }, (_, i) => [Math.sin(i) > 0 ? 1 : 0]));
  const data = tf.data.zip({ xs: x, ys: y }).shuffle(24, '7').batch(8);
  const kernelInitializer = tf.initializers.glorotUniform({ seed: 3 });
  const model = tf.sequential({
    layers: [
      tf.layers.dense({ inputShape: [2], units: 6, activation: 'tanh', kernelInitializer }),
      tf.layers.dense({ units: 1, activation: 'sigmoid', kernelInitializer }),
    ],
  });
  model.compile({ optimizer: tf.train.adam(0.05), loss: 'binaryCrossentropy', metrics: ['acc'] });
  const batches: number[] = [];
  const epochs: number[] = [];
  await model.fitDataset(data, {
    epochs: 4,
    validationData: data,
    callbacks: [
      tf.callbacks.earlyStopping({ monitor: 'val_loss', patience: 2 }),
      new tf.CustomCallback({
        onBatchEnd: (_, logs) => void batches.push(logs?.['loss'] as number),
        onEpochEnd: (_, logs) => void epochs.push(logs?.['val_acc'] as number),
      }),
    ],
  });
  let saved: tf.io.ModelArtifacts | undefined;
  await model.save(
    tf.io.withSaveHandler(async (artifacts) => {
      saved = artifacts;
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    }),
  );
  const loaded = await tf.loadLayersModel(tf.io.fromMemory(saved as tf.io.ModelArtifacts));
  const input = tf.tensor2d([0.5, -0.25], [1, 2]);
  const predictions = [model, loaded].map((one) => (one.predict(input) as tf.Tensor).dataSync()[0]);
  return { batches, epochs, predictions: predictions as number[] };
}

test('tf.data, callbacks, save and load', async () => {
  await tf.setBackend('cpu');
  const expected = await fitFromData();
  await tf.setBackend('onnx');
  const actual = await fitFromData();
  expect(actual.batches).toHaveLength(12);
  for (const key of ['batches', 'epochs', 'predictions'] as const) {
    for (const [i, number] of actual[key].entries()) {
      expect(number, `${key} ${i}`).toBeCloseTo(expected[key][i] as number, 4);
    }
  }
  expect(actual.predictions[0]).toBe(actual.predictions[1]);
});

test('tf.memory() is flat over 1,000 steps', async () => {
  await tf.setBackend('onnx');
  const [x, y] = [wave([8, 3]), wave([8, 1], 0.3)];
  const w = tf.variable(wave([3, 1], 1.1), true, 'flat_w');
  const adam = tf.train.adam(0.01);
  const counts: string[] = [];
  for (let step = 0; step < 1000; step++) {
    const loss = adam.minimize(() => x.matMul(w).sub(y).square().mean(), true, [w]) as tf.Scalar;
    if (step % 3 === 0) loss.dataSync();
    tf.tidy(() => x.matMul(w).relu().sum().dataSync());
    loss.dispose();
    const { numTensors, numDataBuffers, numBytes } = tf.memory();
    if (step === 5 || step === 999) counts.push([numTensors, numDataBuffers, numBytes].join(' '));
    if (step % 100 === 0) await tf.nextFrame();
  }
  expect(counts[1]).toBe(counts[0]);
  tf.dispose([x, y]);
  adam.dispose();
  w.dispose();
});
