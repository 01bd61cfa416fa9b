/** Convolutions of volumes, transposed ones, and their gradients. */
import * as tf from '@tensorflow/tfjs';
import { bothStrategies, lowers, type LoweringCase } from '../support/lowering-case.ts';
import { floats } from '../support/numbers.ts';
import { slopes } from '../support/slopes.ts';

type Sizes = readonly [number, number, number, number, number];

export interface VolumeGeometry {
  /** NDHWC. */
  readonly x: Sizes;
  /** DHWIO. */
  readonly filter: Sizes;
  readonly strides: number | [number, number, number];
  readonly pad: 'same' | 'valid';
}

/** A convolution and the gradients of both inputs. */
export const volumes = ({ x, filter, strides, pad }: VolumeGeometry): readonly LoweringCase[] => {
  const name = `conv3d ${x.join('×')} by ${filter.join('×')}, strides ${String(strides)}, ${pad}`;
  const inputs = { x: floats(x, 1, -0.5, 0.5), filter: floats(filter, 2, -0.5, 0.5) };
  const conv = (a: tf.Tensor5D, b: tf.Tensor5D) => tf.conv3d(a, b, strides, pad);
  return [
    lowers(name, inputs, (given) => conv(given.x, given.filter), { convolutions: bothStrategies }),
    lowers(`gradients of ${name}`, inputs, (given) => slopes(conv, [given.x, given.filter]), {
      convolutions: bothStrategies,
    }),
  ];
};

const strided = ([1, 2, 3] as const).flatMap((strides) =>
  (['same', 'valid'] as const).map((pad): VolumeGeometry => ({
    x: [2, 4, 5, 6, 3],
    filter: [2, 3, 3, 3, 2],
    strides,
    pad,
  })),
);

/** The 'cpu' strategy has bands of several blocks. The last block reaches beyond the volume where they say so. */
const banded: readonly VolumeGeometry[] = [
  // Lines of the input are copied, in 3 blocks of 5.
  { x: [1, 2, 3, 13, 2], filter: [2, 2, 3, 2, 12], strides: 1, pad: 'same' },
  // Lines of the output are, in 7 blocks of 2.
  { x: [1, 2, 3, 13, 12], filter: [2, 2, 3, 12, 2], strides: 1, pad: 'same' },
  { x: [1, 3, 3, 23, 1], filter: [1, 2, 2, 1, 33], strides: [2, 1, 2], pad: 'valid' },
  { x: [1, 3, 3, 23, 33], filter: [3, 1, 2, 33, 1], strides: [1, 2, 2], pad: 'same' },
  // Strides beyond the filter.
  { x: [1, 4, 5, 6, 2], filter: [1, 2, 1, 2, 2], strides: 3, pad: 'same' },
];

export const convolution3dCases: readonly LoweringCase[] = [
  ...[...strided, ...banded].flatMap(volumes),
  lowers(
    'conv3d with dilations',
    { x: floats([2, 4, 5, 6, 3], 1, -0.5, 0.5), filter: floats([2, 3, 3, 3, 2], 2, -0.5, 0.5) },
    ({ x, filter }) => tf.conv3d(x, filter, 1, 'same', 'NDHWC', [2, 1, 2]),
    { convolutions: bothStrategies },
  ),
  lowers(
    'conv3dTranspose',
    { x: floats([1, 2, 3, 3, 2]), filter: floats([2, 3, 3, 4, 2], 2) },
    ({ x, filter }) => tf.conv3dTranspose(x, filter, [1, 4, 6, 6, 4], 2, 'same'),
  ),
];
