/** Pools of images and volumes, and their gradients; numbers differ, so that no maximum is a tie. */
import * as tf from '@tensorflow/tfjs';
import { lowers, type LoweringCase, scattered } from '../support/lowering-case.ts';
import { distinct, floats, ints } from '../support/numbers.ts';
import { slopes } from '../support/slopes.ts';

type Pad = 'same' | 'valid' | number;

export interface Pool {
  readonly size: number | [number, number];
  readonly strides: number | [number, number];
  readonly pad: Pad;
  readonly rounding?: 'floor' | 'round' | 'ceil';
}

const images: readonly Pool[] = [
  { size: 2, strides: 2, pad: 'valid' },
  { size: 2, strides: 2, pad: 'same' },
  { size: 3, strides: 2, pad: 'same' },
  { size: 3, strides: 1, pad: 'same' },
  { size: [3, 2], strides: [1, 2], pad: 'valid' },
  { size: 2, strides: 3, pad: 'same' },
  { size: 3, strides: 2, pad: 1, rounding: 'floor' },
  { size: 3, strides: 2, pad: 0, rounding: 'ceil' },
  { size: 1, strides: 1, pad: 'valid' },
];
const volumes: readonly { size: number; strides: number; pad: 'same' | 'valid' }[] = [
  { size: 2, strides: 2, pad: 'valid' },
  { size: 2, strides: 2, pad: 'same' },
  { size: 3, strides: 1, pad: 'same' },
  { size: 3, strides: 2, pad: 'same' },
  { size: 1, strides: 3, pad: 'same' },
];

const nameOf = ({ size, strides, pad, rounding }: Pool) =>
  `${String(size)}, strides ${String(strides)}, pad ${pad}${rounding ? `, ${rounding}` : ''}`;
/** Gradients of maxima are scattered, where windows do not lie side by side. */
const gradientOptions = (name: string, { size, strides, pad }: Pool) =>
  name.startsWith('max') && !(size === strides && pad === 'valid') ? scattered : {};
const scaled = (t: tf.Tensor) => tf.mul(t, 0.05);

/** Maxima and averages of images of this shape, and their gradients. */
export const poolBothWays = (
  pool: Pool,
  shape: readonly [number, number, number, number],
): readonly LoweringCase[] =>
  Object.entries({ maxPool: tf.maxPool, avgPool: tf.avgPool }).flatMap(([name, pool2d]) => {
    const fn = (x: tf.Tensor4D) => pool2d(x, pool.size, pool.strides, pool.pad, pool.rounding);
    const inputs = { x: distinct(shape) };
    return [
      lowers(`${name} ${nameOf(pool)}`, inputs, ({ x }) => fn(x)),
      lowers(
        `gradient of ${name} ${nameOf(pool)}`,
        inputs,
        ({ x }) => slopes((t) => scaled(fn(t)), [x]),
        gradientOptions(name, pool),
      ),
    ];
  });

export const poolingCases: readonly LoweringCase[] = [
  ...images.flatMap((pool) => poolBothWays(pool, [2, 5, 7, 3])),
  ...volumes.flatMap((pool) =>
    Object.entries({ maxPool3d: tf.maxPool3d, avgPool3d: tf.avgPool3d }).flatMap(
      ([name, pool3d]) => {
        const fn = (x: tf.Tensor5D) => pool3d(x, pool.size, pool.strides, pool.pad);
        return [
          lowers(`${name} ${nameOf(pool)}`, { x: distinct([2, 4, 5, 3, 2]) }, ({ x }) => fn(x)),
          lowers(
            `gradient of ${name} ${nameOf(pool)}`,
            { x: distinct([2, 4, 5, 3, 2]) },
            ({ x }) => slopes((t) => scaled(fn(t)), [x]),
            gradientOptions(name, pool),
          ),
        ];
      },
    ),
  ),
  ...[false, true].map((withBatch) =>
    lowers(
      `maxPoolWithArgmax${withBatch ? ', batch in the index' : ''}`,
      { x: distinct([2, 5, 6, 3]) },
      ({ x }) => Object.values(tf.maxPoolWithArgmax(x, 3, 2, 'same', withBatch)),
    ),
  ),
  lowers(
    'pools whose padding is as large as the window',
    { x: distinct([2, 3, 2, 2, 3]) },
    ({ x }) => [tf.avgPool3d(x, 2, 1, 2), tf.clipByValue(tf.maxPool3d(x, 2, 1, 2), -1e9, 1e9)],
  ),
  lowers('pools of single elements', { x: distinct([1, 2, 2, 3]) }, ({ x }) => [
    tf.maxPool(x, 1, 2, 1, 'floor'),
    tf.avgPool(x, 1, 1, 'valid'),
  ]),
  lowers('maxPool of int32', { x: ints([1, 4, 4, 2], -9, 9) }, ({ x }) =>
    tf.maxPool(x, 2, 2, 'valid'),
  ),
  lowers(
    'gradient of maxPool goes to the first of equals',
    { x: ints([1, 4, 4, 2], 0, 2) },
    (t) => slopes((x) => tf.maxPool(x, 3, 1, 'same'), [tf.cast<tf.Tensor4D>(t.x, 'float32')]),
    scattered,
  ),
  lowers(
    'gradient of maxPool of windows side by side goes to the first of equals',
    { x: ints([2, 5, 7, 3], 0, 2) },
    (t) =>
      slopes((x) => tf.maxPool(x, [2, 3], [2, 3], 'valid'), [tf.cast<tf.Tensor4D>(t.x, 'float32')]),
  ),
  lowers('dilated pool', { x: distinct([1, 8, 8, 2]) }, ({ x }) => [
    tf.pool(x, 2, 'max', 'valid', 2),
    tf.pool(x, [3, 2], 'avg', 'same', [2, 1]),
  ]),
  lowers('global pools of layers', { x: floats([2, 4, 4, 3]) }, ({ x }) => [
    tf.mean(x, [1, 2]),
    tf.max(x, [1, 2]),
  ]),
];
