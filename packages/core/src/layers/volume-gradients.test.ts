/** Gradients of convolutions of volumes against numeric differences; second-order.test.ts differentiates twice. */
import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { drawn } from './layer-cases.test.support.ts';
import './volume-gradients.ts';

tf.enableProdMode();
await tf.setBackend('cpu');

const x = drawn([1, 2, 3, 2, 2], 1) as tf.Tensor5D;
const filter = drawn([2, 2, 3, 3, 2], 2) as tf.Tensor5D;
const conv3d = drawn([2, 2, 3, 2, 3], 3) as tf.Tensor5D;

/** The directional derivative of a function along a direction, by central differences. */
function numeric(run: (x: tf.Tensor) => tf.Tensor, at: tf.Tensor, direction: tf.Tensor): number {
  const step = 1e-2;
  const [after, before] = [step, -step].map(
    (size) => run(at.add(direction.mul(size))).dataSync()[0] ?? NaN,
  ) as [number, number];
  return (after - before) / (2 * step);
}

const cases: Readonly<Record<string, [(x: tf.Tensor) => tf.Tensor, tf.Tensor]>> = {
  'conv3dTranspose, its input': [
    (input) => tf.conv3dTranspose(input as tf.Tensor5D, filter, [1, 4, 5, 3, 3], 2, 'same'),
    x,
  ],
  'conv3dTranspose, its filter': [
    (kernel) => tf.conv3dTranspose(x, kernel as tf.Tensor5D, [1, 4, 5, 3, 3], 2, 'same'),
    filter,
  ],
  'conv3d, its filter': [
    (kernel) => tf.conv3d(x, kernel as tf.Tensor5D, [1, 2, 1], 'same'),
    conv3d,
  ],
};

test.each(Object.entries(cases))('%s: first and second derivatives', (_, [run, at]) => {
  // Cubes, whose derivatives of every order depend on the value.
  const cubes = (value: tf.Tensor) => run(value).pow(3).sum();
  const gradient = tf.grad(cubes);
  const direction = drawn(at.shape, 7);
  const slope = gradient(at).mul(direction).sum().dataSync()[0];
  expect(slope).toBeCloseTo(numeric(cubes, at, direction), 1);
  const along = (value: tf.Tensor) => gradient(value).mul(direction).sum();
  const curvature = tf.grad(along)(at).mul(direction).sum().dataSync()[0];
  expect(curvature).toBeCloseTo(numeric(along, at, direction), 1);
});

test('without strides no gradient is a transposed convolution, which WebGPU does not have', async () => {
  const gradient = tf.grad((input: tf.Tensor) =>
    tf
      .conv3d(input as tf.Tensor5D, conv3d, 1, 'same')
      .pow(2)
      .sum(),
  );
  const kernels = async (run: () => tf.Tensor) => (await tf.profile(run)).kernelNames;
  expect(await kernels(() => gradient(x))).not.toContain(tf.Conv3DBackpropInputV2);
});
