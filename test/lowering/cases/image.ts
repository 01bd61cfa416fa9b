/** Images resized, cropped, flipped and rotated; their gradients; local response normalization. */
import * as tf from '@tensorflow/tfjs';
import { lowers, type LoweringCase, scattered } from '../support/lowering-case.ts';
import { floats, ints, shaped, vector } from '../support/numbers.ts';
import { slopes } from '../support/slopes.ts';

const modes = [
  { alignCorners: false, halfPixel: false },
  { alignCorners: true, halfPixel: false },
  { alignCorners: false, halfPixel: true },
];
const resizes = { bilinear: tf.image.resizeBilinear, nearest: tf.image.resizeNearestNeighbor };
const sizes: readonly [number, number][] = [
  [8, 10],
  [7, 9],
  [2, 3],
  [1, 5],
  [12, 5],
  [4, 5],
];

const boxes = shaped(
  vector([0, 0, 1, 1, 0.12, 0.2, 0.93, 0.7, 1, 1, 0, 0, -0.3, 0.2, 1.2, 0.8]),
  [4, 4],
);

/** A result larger than the image on every side, rotated, with a perspective. */
const projection = [1.9, 0.31, -4.2, -0.23, 2.1, -3.3, 0.013, 0.021];

export const imageCases: readonly LoweringCase[] = [
  ...Object.entries(resizes).flatMap(([name, resize]) =>
    modes.flatMap(({ alignCorners, halfPixel }) =>
      sizes.flatMap((size) => {
        const mode = alignCorners ? 'aligned corners' : halfPixel ? 'half pixels' : 'plain';
        const fn = (x: tf.Tensor4D) => resize(x, size, alignCorners, halfPixel);
        return [
          lowers(`resize ${name} to ${size.join('×')}, ${mode}`, { x: floats([2, 4, 5, 3]) }, (t) =>
            fn(t.x),
          ),
        ];
      }),
    ),
  ),
  // tfjs's gradients are wrong on images that are not square (bilinear) and on all of a batch but
  // its first image (nearest).
  ...Object.entries(resizes).flatMap(([name, resize]) =>
    [false, true].flatMap((alignCorners) =>
      [...sizes, [8, 12] as [number, number]].map((size) =>
        lowers(
          `gradient of resize ${name} to ${size.join('×')}${alignCorners ? ', aligned' : ''}`,
          { x: floats([1, 4, 4, 3]) },
          ({ x }) => slopes((t) => resize(t, size, alignCorners), [x]),
        ),
      ),
    ),
  ),
  lowers('resize of int32', { x: ints([1, 3, 3, 2], 0, 255) }, ({ x }) => [
    tf.image.resizeBilinear(x, [5, 6]),
    tf.image.resizeNearestNeighbor(x, [5, 6]),
    tf.image.resizeNearestNeighbor(x, [6, 6]),
  ]),
  ...(['bilinear', 'nearest'] as const).flatMap((method) =>
    (
      [
        [3, 5],
        [1, 4],
        [1, 1],
      ] as const
    ).map((size) =>
      lowers(
        `cropAndResize to ${size.join('×')}, ${method}`,
        { x: floats([2, 6, 7, 3]), boxes, i: vector([0, 1, 1, 0], 'int32') },
        (t) => tf.image.cropAndResize(t.x, t.boxes, t.i, [...size], method, -5),
      ),
    ),
  ),
  lowers('flipLeftRight', { x: floats([2, 3, 4, 3]) }, ({ x }) => tf.image.flipLeftRight(x)),
  ...[0.4, Math.PI / 2, -2].flatMap((radians) => [
    lowers(`rotateWithOffset by ${radians}`, { x: floats([2, 5, 6, 4]) }, ({ x }) => [
      tf.image.rotateWithOffset(x, radians),
      tf.image.rotateWithOffset(x, radians, 0.5, [0.2, 0.7]),
      tf.image.rotateWithOffset(x, radians, [1, 2, 3], 0.5),
    ]),
  ]),
  ...[1, 2, 5].map((radius) =>
    lowers(`localResponseNormalization over ${radius}`, { x: floats([2, 3, 4, 6]) }, ({ x }) => [
      tf.localResponseNormalization(x, radius, 1.2, 0.7, 0.6),
      ...slopes((t) => tf.localResponseNormalization(t, radius, 1.2, 0.7, 0.6), [x]),
    ]),
  ),
  ...(
    [
      [1, 'same', 1],
      [2, 'same', 1],
      [1, 'valid', 2],
    ] as const
  ).map(([strides, pad, dilations]) =>
    lowers(
      `dilation2d, strides ${strides}, ${pad}, dilations ${dilations}`,
      { x: floats([2, 6, 7, 3]), filter: floats([2, 3, 3], 2) },
      ({ x, filter }) => [
        tf.dilation2d(x, filter, strides, pad, dilations),
        ...slopes((a, b) => tf.dilation2d(a, b, strides, pad, dilations), [x, filter]),
      ],
      scattered,
    ),
  ),
  lowers(
    'gradients of dilation2d whose windows lie in the padding alone',
    { x: floats([1, 1, 2, 1]), filter: floats([2, 2, 1], 2) },
    ({ x, filter }) => slopes((a, b) => tf.dilation2d(a, b, 1, 'same', 2), [x, filter]),
    scattered,
  ),
  // tfjs's cpu backend transforms only the first image of a batch.
  ...(['nearest', 'bilinear'] as const).flatMap((interpolation) =>
    (['constant', 'nearest', 'reflect', 'wrap'] as const).map((fillMode) =>
      lowers(
        `transform, ${interpolation}, filled by ${fillMode}`,
        { x: floats([1, 5, 6, 3]), t: shaped(vector(projection), [1, 8]) },
        ({ x, t }) => [
          tf.image.transform(x, t, interpolation, fillMode, 7),
          tf.image.transform(x, t, interpolation, fillMode, -1, [9, 4]),
        ],
      ),
    ),
  ),
];
