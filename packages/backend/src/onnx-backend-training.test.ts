/** Programs that train eagerly on the onnx backend: the same numbers as tfjs's, few models. */
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type * as NodeInternal from '@ganport/runtime/internal/node';
import { registerOnnxBackend } from './register-onnx-backend.ts';

const opened = vi.hoisted(() => ({ sessions: 0 }));
vi.mock('#provider', async (original) => {
  const provider = await original<typeof NodeInternal>();
  const chooseProvider: typeof provider.chooseProvider = async (options) => {
    const chosen = await provider.chooseProvider(options);
    if (!('openSync' in chosen)) throw new Error('sessions of the CPU provider compute later');
    return {
      ...chosen,
      openSync: (model) => {
        opened.sessions++;
        return chosen.openSync(model);
      },
    };
  };
  return { ...provider, chooseProvider };
});

tf.enableProdMode();

beforeAll(() => registerOnnxBackend({ providers: ['cpu'], threads: 1, smallOnHost: false }));
beforeEach(() => {
  opened.sessions = 0;
});
afterAll(() => tf.removeBackend('onnx'));

/** Ten features, of which the first two matter. */
function data(rows: number) {
  const x = Float32Array.from({ length: rows * 10 }, (_, i) => Math.sin(i * 1.7));
  const y = Float32Array.from({ length: rows }, (_, i) =>
    (x[i * 10] as number) > (x[i * 10 + 1] as number) ? 1 : 0,
  );
  return { x: tf.tensor2d(x, [rows, 10]), y: tf.tensor2d(y, [rows, 1]) };
}

function classifier(): tf.Sequential {
  const seeded = (seed: number) => tf.initializers.glorotUniform({ seed });
  const model = tf.sequential({
    layers: [
      tf.layers.dense({
        inputShape: [10],
        units: 8,
        activation: 'relu',
        kernelInitializer: seeded(1),
      }),
      tf.layers.batchNormalization(),
      tf.layers.dense({ units: 1, activation: 'sigmoid', kernelInitializer: seeded(2) }),
    ],
  });
  model.compile({ optimizer: tf.train.adam(0.01), loss: 'binaryCrossentropy', metrics: ['acc'] });
  return model;
}

async function trained(backend: string) {
  await tf.setBackend(backend);
  const { x, y } = data(100);
  const model = classifier();
  const { history } = await model.fit(x, y, {
    epochs: 5,
    batchSize: 20,
    shuffle: false,
    validationData: [x, y],
  });
  const prediction = model.predict(x) as tf.Tensor;
  const evaluated = model.evaluate(x, y, { batchSize: 20 }) as tf.Scalar[];
  return {
    loss: history['loss'] as number[],
    accuracy: history['acc'] as number[],
    validation: history['val_loss'] as number[],
    prediction: [...(await prediction.data())],
    evaluated: await Promise.all(evaluated.map(async (each) => (await each.data())[0] as number)),
  };
}

describe('a Sequential', () => {
  test('that is fitted, predicts and is evaluated gives the numbers of tfjs cpu', async () => {
    const expected = await trained('cpu');
    const actual = await trained('onnx');
    for (const key of Object.keys(expected) as (keyof typeof expected)[]) {
      expect(actual[key]).toHaveLength(expected[key].length);
      for (const [i, number] of actual[key].entries()) {
        expect(Math.abs(number - (expected[key][i] as number)), `${key} ${i}`).toBeLessThan(1e-4);
      }
    }
    expect(actual.loss[4]).toBeLessThan(actual.loss[0] as number);
  });

  test('needs no more models for more epochs', async () => {
    await tf.setBackend('onnx');
    const { x, y } = data(100);
    const model = classifier();
    const fit = () => model.fit(x, y, { epochs: 2, batchSize: 10, shuffle: true });
    await fit();
    await fit();
    const { sessions } = opened;
    await fit();
    expect(opened.sessions).toBe(sessions);
  });
});

describe('a model that predicts again and again', () => {
  test('has its weights as constants, until they change', async () => {
    const inputs = Array.from({ length: 8 }, (_, i) =>
      Float32Array.from({ length: 30 }, (__, k) => Math.cos(k + i)),
    );
    const predictions = async (backend: string) => {
      await tf.setBackend(backend);
      const model = tf.sequential({
        layers: [
          tf.layers.dense({
            inputShape: [10],
            units: 32,
            activation: 'relu',
            kernelInitializer: tf.initializers.glorotUniform({ seed: 4 }),
          }),
          tf.layers.dense({
            units: 2,
            kernelInitializer: tf.initializers.glorotUniform({ seed: 5 }),
          }),
        ],
      });
      const all = () =>
        inputs.map((x) => [...(model.predict(tf.tensor2d(x, [3, 10])) as tf.Tensor).dataSync()]);
      const before = all();
      tf.tidy(() => model.setWeights(model.getWeights().map((weight) => weight.mul(-0.5))));
      return [...before, ...all()];
    };
    const expected = await predictions('cpu');
    opened.sessions = 0;
    const actual = await predictions('onnx');
    // The model without and with constants; the change of the weights; the same two for the new ones.
    expect(opened.sessions).toBe(5);
    for (const [i, numbers] of expected.entries()) {
      for (const [k, number] of numbers.entries()) {
        expect(actual[i]?.[k], `prediction ${i}, ${k}`).toBeCloseTo(number, 5);
      }
    }
  });
});

describe('rows of a data set', () => {
  test('are taken without a model, whatever their dtype', async () => {
    await tf.setBackend('onnx');
    const images = tf.range(0, 120).reshape([10, 3, 4]);
    const rows = tf.tensor1d([7, 0, 7], 'int32');
    opened.sessions = 0;
    for (const dtype of ['float32', 'int32', 'bool'] as const) {
      const numbers = images.cast('int32').mod(3).dataSync();
      const x = tf.tensor(numbers, [10, 3, 4], dtype);
      const before = opened.sessions;
      const taken = [x.gather(rows), x.slice([2], [3]), x.slice([4, 1, 0], [1, 2, 4])];
      const actual = taken.map((tensor) => [tensor.dtype, tensor.arraySync()]);
      expect(opened.sessions).toBe(before);
      await tf.setBackend('cpu');
      const same = tf.tensor(numbers, [10, 3, 4], dtype);
      const expected = [same.gather(rows), same.slice([2], [3]), same.slice([4, 1, 0], [1, 2, 4])];
      expect(actual).toEqual(expected.map((tensor) => [tensor.dtype, tensor.arraySync()]));
      await tf.setBackend('onnx');
    }
  });

  test('that do not exist are an error, as are slices outside of it', async () => {
    await tf.setBackend('onnx');
    const x = tf.zeros([4, 2]);
    expect(() => x.gather(tf.tensor1d([4], 'int32')).dataSync()).toThrow(/ONNX Runtime/);
    expect(() => x.slice([3], [2])).toThrow(/begin\[0\] \+ size\[0\]/);
  });
});

describe('a loop', () => {
  test('that reads its loss at every step runs one model', async () => {
    await tf.setBackend('onnx');
    const w = tf.variable(tf.scalar(3), true, 'loop_w');
    const optimizer = tf.train.momentum(0.1, 0.5);
    const losses: number[] = [];
    for (let step = 0; step < 10; step++) {
      const loss = optimizer.minimize(() => w.square() as tf.Scalar, true, [w]) as tf.Scalar;
      losses.push((await loss.data())[0] as number);
      loss.dispose();
    }
    // The first step starts from numbers, and the accumulator from zeros.
    expect(opened.sessions).toBeLessThanOrEqual(2);
    await tf.setBackend('cpu');
    const expected = tf.variable(tf.scalar(3), true, 'expected_w');
    const reference = tf.train.momentum(0.1, 0.5);
    for (const loss of losses) {
      const next = reference.minimize(() => expected.square() as tf.Scalar, true, [expected]);
      expect(loss).toBeCloseTo((next as tf.Scalar).dataSync()[0] as number, 5);
    }
  });

  test('that reads nothing is computed in pieces, at the pauses of the program', async () => {
    await tf.setBackend('onnx');
    const count = tf.variable(tf.scalar(0), true, 'count');
    for (let step = 0; step < 3000; step++) {
      tf.tidy(() => count.assign(count.add(1)));
      if (step % 300 === 299) await Promise.resolve();
    }
    expect((await count.data())[0]).toBe(3000);
    expect(opened.sessions).toBe(1);
  });

  test('that reads nothing and never pauses is computed in pieces that are alike', async () => {
    await tf.setBackend('onnx');
    let x: tf.Tensor = tf.zeros([2]);
    for (let step = 0; step < 5000; step++) {
      const next = tf.tidy(() => x.add(1).mul(0.5));
      x.dispose();
      x = next;
    }
    expect([...x.dataSync()]).toEqual([1, 1]);
    // A piece, and what is left at the end.
    expect(opened.sessions).toBe(2);
  });
});
