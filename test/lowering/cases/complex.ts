/**
 * Complex numbers, made of two real tensors and split into two. Broadcasts and several views
 * of one tensor are left out: tfjs's cpu backend mixes them up.
 */
import * as tf from '@tensorflow/tfjs';
import { lowers, type LoweringCase } from '../support/lowering-case.ts';
import { floats, vector } from '../support/numbers.ts';

/** DFT came with opset 17. */
const fourier = { since: 17 } as const;
const parts = (z: tf.Tensor) => [tf.real(z), tf.imag(z)];
const two = {
  x: floats([2, 3]),
  y: floats([2, 3], 2),
  u: floats([2, 3], 3),
  v: floats([2, 3], 4),
};

export const complexCases: readonly LoweringCase[] = [
  lowers('parts', two, ({ x, y }) => parts(tf.complex(x, y))),
  lowers('add, sub and mul', two, ({ x, y, u, v }) => {
    const [a, b] = [tf.complex(x, y), tf.complex(u, v)];
    return [tf.add(a, b), tf.sub(a, b), tf.mul(a, b)].flatMap(parts);
  }),
  lowers('add of a real tensor', two, ({ x, y, u }) => parts(tf.add(tf.complex(x, y), u))),
  lowers('cast to real', two, ({ x, y }) => tf.cast(tf.complex(x, y), 'float32')),
  lowers('reshape', two, ({ x, y }) => parts(tf.reshape(tf.complex(x, y), [3, 2]))),
  lowers('transpose, concat and stack', two, ({ x, y }) => {
    const z = tf.complex(x, y);
    return [tf.transpose(z), tf.concat([z, z], 0), tf.stack([z, z])].flatMap(parts);
  }),
  lowers('zeros, ones and copies', two, ({ x, y }) => {
    const z = tf.complex(x, y);
    return [tf.zerosLike(z), tf.onesLike(z), tf.clone(z)].flatMap(parts);
  }),
  lowers(
    'abs of numbers whose squares are out of range',
    {
      x: vector([3e20, 3e-30, 0, -1]),
      y: vector([4e20, 4e-30, 0, 0]),
    },
    ({ x, y }) => tf.abs(tf.complex(x, y)),
  ),
  ...[4, 5].flatMap((length) => {
    const inputs = { x: floats([2, length]), y: floats([2, length], 2) };
    return [
      lowers(`fft of ${length}`, inputs, ({ x, y }) => parts(tf.fft(tf.complex(x, y))), fourier),
      lowers(`ifft of ${length}`, inputs, ({ x, y }) => parts(tf.ifft(tf.complex(x, y))), fourier),
      lowers(`rfft of ${length}`, inputs, ({ x }) => parts(tf.rfft(x)), fourier),
    ];
  }),
];
