/** Locally connected layers against tfjs's convolution, place by place. */
import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { drawn } from './layer-cases.test.support.ts';
import { locallyConnected, type LocallyConnectedOptions } from './locally-connected.ts';

tf.enableProdMode();
await tf.setBackend('cpu');

/** The value at each place is that of a convolution with the kernel of that place. */
function byConvolution(
  x: tf.Tensor4D,
  kernels: tf.Tensor3D,
  bias: tf.Tensor | undefined,
  { kernel, stride = 1, padding = 0 }: LocallyConnectedOptions,
): number[] {
  const padded = tf.pad(x, [
    [0, 0],
    [padding, padding],
    [padding, padding],
    [0, 0],
  ]);
  const [, , , channels] = x.shape;
  const [places, , filters] = kernels.shape;
  const values = Array.from({ length: places }, (_, place) => {
    const own = kernels.slice([place, 0, 0], [1, -1, -1]);
    const shape: [number, number, number, number] = [kernel, kernel, channels, filters];
    const whole = tf.conv2d(padded, own.reshape(shape), stride, 'valid');
    return whole
      .reshape<tf.Tensor3D>([x.shape[0], places, filters])
      .slice([0, place, 0], [-1, 1, -1]);
  });
  const all = tf.concat(values, 1);
  return [...(bias ? all.add(bias.reshape([places, filters])) : all).dataSync()];
}

test.each<[string, LocallyConnectedOptions, number[], number[]]>([
  ['3 × 3', { kernel: 3 }, [5, 4, 2], [3, 2, 3]],
  ['stride 2, padding', { kernel: 3, stride: 2, padding: 1 }, [5, 4, 2], [3, 2, 3]],
  ['no bias, even window', { kernel: 2, useBias: false }, [4, 3, 1], [3, 2, 3]],
  ['a stride beyond the window', { kernel: 1, stride: 3 }, [7, 5, 2], [3, 2, 3]],
])('%s: each place has a kernel of its own', (_, options, inner, expected) => {
  const layer = locallyConnected('local', 3, options);
  const x = drawn([2, ...inner], 1) as tf.Tensor4D;
  layer.build(x.shape);
  layer.setWeights(layer.getWeights().map(({ shape }, i) => drawn(shape, 10 + i)));
  const y = layer.apply(x) as tf.Tensor;
  expect(y.shape).toEqual([2, ...expected]);
  const [kernels, bias] = layer.getWeights();
  const wanted = byConvolution(x, kernels as tf.Tensor3D, bias, options);
  for (const [i, value] of y.dataSync().entries()) expect(value).toBeCloseTo(wanted[i] ?? NaN, 5);
});

test('images smaller than the window, or of unknown size, are refused', () => {
  const layer = (shape: (number | null)[]) => () =>
    locallyConnected('local', 1, { kernel: 5, padding: 1 }).build([null, ...shape]);
  expect(layer([2, 9, 1])).toThrow(
    'local: a window of 5 × 5 needs images of a known size, not smaller than it (got 2 × 9 × 1)',
  );
  expect(layer([null, 9, 1])).toThrow('needs images of a known size');
});
