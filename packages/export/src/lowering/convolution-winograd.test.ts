/** Which convolutions are cut into tiles; that they compute the same is test/lowering's to say. */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { expect, test } from 'vitest';
import { traceFunction } from '../index.ts';

/** The shapes of all products in the graph of a convolution of x [8, size, size, channels]. */
async function products(
  size: number,
  channels: number,
  kernel: number,
  stride: number,
  dilation: number,
) {
  const filter = tf.variable(tf.ones([kernel, kernel, channels, 16]));
  const { graph } = await traceFunction(
    ({ x }) => ({
      y: tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, stride, 'same', 'NHWC', dilation),
    }),
    { x: { shape: [8, size, size, channels] } },
    { convolution: 'matmul' },
  );
  filter.dispose();
  return graph.nodes.filter(({ op }) => op === 'MatMul').length;
}

const tiled = 4;
const oneProduct = 1;

test.each([
  ['a small image, transformed by one matrix', 7, 16, 5, 1, tiled],
  ['a larger one, cut by a Gather', 12, 16, 3, 1, tiled],
  ['stride 2, by its phases', 14, 16, 5, 2, tiled],
  ['phases of two sizes', 13, 16, 5, 2, oneProduct],
  ['stride 2 with a small kernel, of which the phases lack most taps', 14, 16, 3, 2, oneProduct],
  ['taps apart', 12, 16, 3, 1, oneProduct, 2],
  ['few channels', 12, 8, 5, 1, oneProduct],
  ['a kernel of one', 12, 16, 1, 1, oneProduct],
  ['an image of which tiles would be mostly outside', 2, 16, 3, 1, oneProduct],
] as const)('%s', async (_, size, channels, kernel, stride, expected, dilation?: number) => {
  expect(await products(size, channels, kernel, stride, dilation ?? 1)).toBe(expected);
});
