/** Which convolutions are narrow; that they compute the same is test/lowering's to say. */
import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { traceFunction } from '../index.ts';

const products = ['Conv', 'ConvTranspose', 'MatMul', 'Gemm'];

/** The operators that compute a convolution of x [1, 12, 12, channels], and both of its gradients. */
async function operators(channels: number, filters: number, stride: number): Promise<string> {
  const size = 12 / stride;
  const conv = (x: tf.Tensor, filter: tf.Tensor) =>
    tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, stride, 'same');
  const { graph } = await traceFunction(
    ({ x, filter, dy }) => {
      const [dx, dw] = tf.grads(conv)([x as tf.Tensor, filter as tf.Tensor], dy);
      return {
        y: conv(x as tf.Tensor, filter as tf.Tensor),
        dx: dx as tf.Tensor,
        dw: dw as tf.Tensor,
      };
    },
    {
      x: { shape: [1, 12, 12, channels] },
      filter: { shape: [5, 5, channels, filters] },
      dy: { shape: [1, size, size, filters] },
    },
    { convolution: 'matmul' },
  );
  const used = graph.nodes.map(({ op }) => op).filter((op) => products.includes(op));
  return used.toSorted().join(' ');
}

const narrow = 'Conv Conv ConvTranspose';

test.each([
  ['few channels out of many', 9, 3, 1, narrow],
  ['out of few, but more', 4, 3, 1, narrow],
  ['many out of more', 12, 9, 1, 'Gemm MatMul MatMul'],
  ['as many', 8, 8, 1, 'Gemm MatMul MatMul'],
] as const)('%s', async (_, channels, filters, stride, expected) => {
  expect(await operators(channels, filters, stride)).toBe(expected);
});

test('stride 2 is never narrow', async () => {
  expect(await operators(9, 3, 2)).toContain('MatMul');
});

test.each([
  ['for the CPU, products first', 9, 3, 'matmul', ['ConvTranspose']],
  ['for GPUs, Conv', 9, 3, 'conv', ['Conv']],
  ['more channels out of few: Conv', 3, 9, 'matmul', ['Conv']],
] as const)('forward, %s', async (_, channels, filters, convolution, expected) => {
  const { graph } = await traceFunction(
    ({ x, filter }) => ({ y: tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, 'same') }),
    { x: { shape: [1, 12, 12, channels] }, filter: { shape: [5, 5, channels, filters] } },
    { convolution },
  );
  expect(graph.nodes.map(({ op }) => op).filter((op) => products.includes(op))).toEqual(expected);
});
