/** Convolutions of volumes, transposed ones, and their gradients. */
import * as tf from '@tensorflow/tfjs';
import { lowers, type LoweringCase } from '../support/lowering-case.ts';
import { floats } from '../support/numbers.ts';
import { slopes } from '../support/slopes.ts';

const geometries = ([1, 2, 3] as const).flatMap((strides) =>
  (['same', 'valid'] as const).map((pad) => ({ strides, pad })),
);
const inputs = {
  x: floats([2, 4, 5, 6, 3], 1, -0.5, 0.5),
  filter: floats([2, 3, 3, 3, 2], 2, -0.5, 0.5),
};

export const convolution3dCases: readonly LoweringCase[] = [
  ...geometries.flatMap(({ strides, pad }) => [
    lowers(`conv3d, strides ${strides}, ${pad}`, inputs, ({ x, filter }) =>
      tf.conv3d(x, filter, strides, pad),
    ),
    lowers(`gradients of conv3d, strides ${strides}, ${pad}`, inputs, ({ x, filter }) =>
      slopes((a, b) => tf.conv3d(a, b, strides, pad), [x, filter]),
    ),
  ]),
  lowers(
    'conv3d with strides beyond the filter, and its gradients',
    { x: floats([1, 4, 5, 6, 2], 1, -0.5, 0.5), filter: floats([1, 2, 1, 2, 2], 2, -0.5, 0.5) },
    ({ x, filter }) => [
      tf.conv3d(x, filter, 3, 'same'),
      ...slopes((a, b) => tf.conv3d(a, b, 3, 'same'), [x, filter]),
    ],
  ),
  lowers('conv3d with dilations', inputs, ({ x, filter }) =>
    tf.conv3d(x, filter, 1, 'same', 'NDHWC', [2, 1, 2]),
  ),
  lowers(
    'conv3dTranspose',
    { x: floats([1, 2, 3, 3, 2]), filter: floats([2, 3, 3, 4, 2], 2) },
    ({ x, filter }) => tf.conv3dTranspose(x, filter, [1, 4, 6, 6, 4], 2, 'same'),
  ),
];
