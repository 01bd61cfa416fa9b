/** Products of matrices, sums over subscripts, batch normalization, complex numbers. */
import * as tf from '@tensorflow/tfjs';
import {
  flag,
  integer,
  oneOf,
  numbers,
  reals,
  several,
  shape,
  type Draw,
  type Dtypes,
} from '../support/drawing.ts';
import type { Generator, Generators } from '../support/generator.ts';
import { lowers } from '../support/lowering-case.ts';
import { fusion } from './windows.ts';

function matrices(draw: Draw, dtypes: Dtypes, batchAxes: number) {
  const [m, k, n] = several(3, () => integer(draw, 1, 5)) as [number, number, number];
  const [a, b] = [flag(draw), flag(draw)];
  const batch = shape(draw, { maxRank: batchAxes, least: 1 });
  // tfjs broadcasts leading axes alone.
  const rest = batch.slice(1);
  const [of, other] = oneOf<[number[], number[]]>(draw, [
    [batch, batch],
    [batch, rest],
    [rest, batch],
  ]);
  const dtype = oneOf(draw, dtypes);
  return {
    n,
    transposeA: a,
    transposeB: b,
    name: `${a ? 'a transposed' : 'a'} by ${b ? 'b transposed' : 'b'}`,
    a: numbers(draw, [...of, ...(a ? [k, m] : [m, k])], [dtype]),
    b: numbers(draw, [...other, ...(b ? [n, k] : [k, n])], [dtype]),
  };
}

/** Equations, whose letters have one size each. */
const equations = [
  'ij,jk->ik',
  'ij,jk->ki',
  'bij,bjk->bik',
  'ij,ij->',
  'ij,kj->ik',
  'i,j->ij',
  'abc,cd->abd',
  'ij->ji',
  'ij->i',
  'ijk->k',
];

type Transform = (z: tf.Tensor) => tf.Tensor | tf.Tensor[];

const parts = (z: tf.Tensor) => [tf.real(z), tf.imag(z)];

/** A kernel of complex numbers of any shape. */
const complex =
  (
    name: string,
    fn: Transform,
    options: { minRank?: number; tolerance?: number } = {},
  ): Generator =>
  (draw) => {
    const of = shape(draw, { minRank: options.minRank ?? 0, maxRank: 3, least: 1 });
    const inputs = { re: reals(draw, of), im: reals(draw, of) };
    return lowers(name, inputs, ({ re, im }) => fn(tf.complex(re, im)), {
      tolerance: options.tolerance ?? 1e-5,
    });
  };

/** tfjs's transform rounds its angles to float32. */
const fourier = { minRank: 1, tolerance: 1e-4 };

export const linearAlgebra: Generators = {
  BatchMatMul: (draw) => {
    const { name, a, b, transposeA, transposeB } = matrices(draw, ['float32', 'int32'], 2);
    return lowers(`matMul of ${name}`, { a, b }, (t) =>
      tf.matMul(t.a, t.b, transposeA, transposeB),
    );
  },
  // tfjs's fused product broadcasts one axis of batches at most.
  _FusedMatMul: (draw) => {
    const { name, a, b, n, transposeA, transposeB } = matrices(draw, ['float32'], 1);
    const fused = fusion(draw, n);
    return lowers(`fused matMul of ${name}, ${fused.name}`, { a, b, ...fused.inputs }, (t) =>
      tf.fused.matMul({ ...fused.options(t), a: t.a, b: t.b, transposeA, transposeB }),
    );
  },
  Einsum: (draw) => {
    const equation = oneOf(draw, equations);
    const [operands = ''] = equation.split('->');
    const sizes = new Map(
      Array.from('abcdijk', (letter) => [letter, integer(draw, 1, 4)] as const),
    );
    const inputs = operands.split(',').map((letters, i) => {
      const of = Array.from(letters, (letter) => sizes.get(letter) ?? NaN);
      return [`x${i}`, reals(draw, of)] as const;
    });
    return lowers(`einsum ${equation}`, Object.fromEntries(inputs), (t) =>
      tf.einsum(equation, ...Object.values(t)),
    );
  },
  FusedBatchNorm: (draw) => {
    const of = shape(draw, { minRank: 2, maxRank: 4, least: 1 });
    const channel = oneOf(draw, [[of.at(-1) ?? 1], of]);
    const [withScale, withOffset] = [flag(draw), flag(draw)];
    const epsilon = oneOf(draw, [0.001, 0.1]);
    const inputs = {
      x: reals(draw, of),
      mean: reals(draw, channel),
      variance: reals(draw, channel, 0.1, 3),
      offset: reals(draw, channel),
      scale: reals(draw, channel),
    };
    const name = `batchNorm${withScale ? ', scale' : ''}${withOffset ? ', offset' : ''}, ${epsilon}`;
    return lowers(name, inputs, (t) =>
      tf.batchNorm(
        t.x,
        t.mean as tf.Tensor1D,
        t.variance as tf.Tensor1D,
        withOffset ? (t.offset as tf.Tensor1D) : undefined,
        withScale ? (t.scale as tf.Tensor1D) : undefined,
        epsilon,
      ),
    );
  },
  Complex: complex('complex', parts),
  Real: complex('real', (z) => tf.real(z)),
  Imag: complex('imag', (z) => tf.imag(z)),
  ComplexAbs: complex('abs of complex', (z) => tf.abs(z)),
  FFT: complex('fft', (z) => parts(tf.fft(z)), fourier),
  IFFT: complex('ifft', (z) => parts(tf.ifft(z)), fourier),
};
