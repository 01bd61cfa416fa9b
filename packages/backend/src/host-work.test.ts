/** Small programs are computed by tfjs's own kernels: with the bits of its cpu backend. */
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { workOf } from './host-work.ts';
import { registerOnnxBackend } from './register-onnx-backend.ts';

beforeAll(() => registerOnnxBackend({ providers: ['cpu'], threads: 1 }));
afterAll(() => tf.removeBackend('onnx'));

const info = (...shape: number[]): tf.TensorInfo => ({ dataId: {}, shape, dtype: 'float32' });

describe('the work of a kernel', () => {
  test.each([
    ['Add', { a: info(8, 1), b: info(4) }, {}, 32],
    ['BatchMatMul', { a: info(2, 3), b: info(3, 4) }, { transposeB: false }, 6],
    ['Tile', { x: info(2) }, { reps: [1000] }, 2000],
    ['OneHot', { indices: info(3) }, { depth: 10 }, 30],
    [
      'PadV2',
      { x: info(2, 2) },
      {
        paddings: [
          [1, 1],
          [0, 3],
        ],
      },
      20,
    ],
    ['GatherV2', { x: info(4, 6), indices: info(2) }, { axis: 0 }, 12],
    ['Conv2D', { x: info(1, 4, 4, 2), filter: info(3, 3, 2, 5) }, { dataFormat: 'NHWC' }, 360],
    ['Conv2D', { x: info(1, 4, 4, 2), filter: info(3, 3, 2, 5) }, { dataFormat: 'NCHW' }, Infinity],
    [
      'Conv2DBackpropFilter',
      { x: info(1, 4, 4, 2), dy: info(1, 4, 4, 5) },
      { dataFormat: 'NHWC', filterShape: [3, 3, 2, 5] },
      6 * 1440,
    ],
    ['MaxPool', { x: info(1, 4, 4, 2) }, { filterSize: [3, 3], strides: 1 }, 288],
    ['ResizeBilinear', { images: info(2, 4, 4, 3) }, { size: [5, 6] }, 90],
    ['GatherNd', { params: info(4, 5, 6), indices: info(3, 2) }, {}, 16 * 18],
    ['UnsortedSegmentSum', { x: info(4, 2) }, { numSegments: 3 }, 12 * 24],
    ['CropAndResize', { image: info(1, 9, 9, 3), boxes: info(2, 4) }, { cropSize: [4, 5] }, 120],
    ['Einsum', [info(2, 3), info(3, 5)], { equation: 'ij,jk->ik' }, 120],
    ['FFT', { input: info(1) }, {}, Infinity],
  ] as const)('%s', (kernel, inputs, attrs, work) => {
    expect(workOf(kernel, { inputs: inputs as tf.NamedTensorInfoMap, attrs })).toBe(work);
  });
});

/** Losses of a logistic regression, and what is left over. */
async function regression() {
  const before = tf.memory().numTensors;
  const x = tf.randomNormal([40, 3], 0, 1, 'float32', 7);
  const y = tf.tidy(() => x.sum(1, true).greater(0).cast('float32'));
  const w = tf.variable(tf.zeros([3, 1]));
  const adam = tf.train.adam(0.1);
  const losses: number[] = [];
  for (let step = 0; step < 20; step++) {
    const loss = adam.minimize(
      () => tf.losses.sigmoidCrossEntropy(y, x.matMul(w)),
      true,
    ) as tf.Scalar;
    losses.push(loss.dataSync()[0] as number);
    loss.dispose();
  }
  tf.dispose([x, y, w]);
  adam.dispose();
  return { losses, left: tf.memory().numTensors - before };
}

test('a small program has the bits of the cpu backend', async () => {
  await tf.setBackend('cpu');
  const expected = await regression();
  await tf.setBackend('onnx');
  expect(await regression()).toEqual(expected);
});

test('what is larger is computed by ONNX Runtime and goes on with small results', async () => {
  await tf.setBackend('onnx');
  const large = tf.ones([2 ** 20 + 1]);
  const mean = large.mul(3).mean();
  expect(mean.dataSync()[0]).toBe(3);
  expect(mean.add(1).dataSync()[0]).toBe(4);
  tf.dispose([large, mean]);
});

test('tf.memory() is flat over 1,000 batches of fit and 100 predictions, small kernels and large ones', async () => {
  await tf.setBackend('onnx');
  const model = tf.sequential({
    layers: [
      // Its product is ONNX Runtime's, and the one of the next layer is tfjs's.
      tf.layers.dense({ units: 96, activation: 'relu', inputShape: [32] }),
      tf.layers.dense({ units: 1 }),
    ],
  });
  model.compile({ optimizer: tf.train.adam(0.01), loss: 'meanSquaredError' });
  const x = tf.randomUniform([800, 32], -1, 1, 'float32', 3);
  const y = tf.tidy(() => x.mean(1, true));
  const counts: string[] = [];
  const count = () => {
    const { numTensors, numDataBuffers, numBytes } = tf.memory();
    counts.push([numTensors, numDataBuffers, numBytes].join(' '));
  };
  const { history } = await model.fit(x, y, {
    batchSize: 8,
    epochs: 10,
    callbacks: { onEpochEnd: count },
  });
  expect(new Set(counts).size).toBe(1);
  const [first, last] = [history['loss']?.[0], history['loss']?.at(-1)] as [number, number];
  expect(last).toBeLessThan(first / 2);
  counts.length = 0;
  for (let i = 0; i < 100; i++) {
    tf.tidy(() => void (model.predict(x.slice(i, 8)) as tf.Tensor).dataSync());
    count();
  }
  expect(new Set(counts).size).toBe(1);
  tf.dispose([x, y]);
  model.dispose();
});
