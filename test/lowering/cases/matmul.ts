/** Matrix products: transposes, batches that broadcast, fused bias and activation, gradients. */
import * as tf from '@tensorflow/tfjs';
import { lowers, type LoweringCase } from '../support/lowering-case.ts';
import { floats, ints } from '../support/numbers.ts';
import { slopes } from '../support/slopes.ts';

const bools = [false, true];
const transposes = bools.flatMap((a) => bools.map((b) => [a, b] as const));

/** Two batches that both broadcast, such as [2, 1] and [3], are left out: tfjs's cpu backend computes them wrong. */
export const matMulCases: readonly LoweringCase[] = [
  ...transposes.flatMap(([a, b]) =>
    (
      [
        [[], []],
        [[5], [5]],
        [[1], [5]],
        [[2, 3], []],
      ] as const
    ).map(([batchA, batchB]) =>
      lowers(
        `matMul ${[batchA, batchB].map((batch) => batch.join('×') || 'plain').join(' by ')}` +
          `${a ? ', a transposed' : ''}${b ? ', b transposed' : ''}`,
        {
          x: floats([...batchA, ...(a ? [3, 2] : [2, 3])]),
          y: floats([...batchB, ...(b ? [4, 3] : [3, 4])], 2),
        },
        ({ x, y }) => tf.matMul(x, y, a, b),
      ),
    ),
  ),
  ...transposes.map(([a, b]) =>
    lowers(
      `gradients of matMul${a ? ', a transposed' : ''}${b ? ', b transposed' : ''}`,
      { x: floats(a ? [3, 2] : [2, 3]), y: floats(b ? [4, 3] : [3, 4], 2) },
      ({ x, y }) => slopes((p, q) => tf.matMul(p, q, a, b), [x, y]),
    ),
  ),
  ...(['linear', 'relu', 'relu6', 'elu', 'sigmoid', 'leakyrelu', 'prelu'] as const).map(
    (activation) =>
      lowers(
        `fused.matMul with ${activation}`,
        { a: floats([4, 3]), b: floats([3, 5], 2), bias: floats([5], 3), alpha: floats([5], 4) },
        ({ a, b, bias, alpha }) =>
          tf.fused.matMul({
            ...{ a, b, bias, activation, leakyreluAlpha: 0.3 },
            ...(activation === 'prelu' && { preluActivationWeights: alpha }),
          }),
      ),
  ),
  lowers('matMul of int32', { a: ints([2, 3], -5, 5), b: ints([3, 4], -5, 5, 2) }, ({ a, b }) =>
    tf.matMul(a, b),
  ),
  lowers(
    'matMul of int32, a transposed',
    { a: ints([3, 2], -5, 5), b: ints([3, 4], -5, 5, 2) },
    ({ a, b }) => tf.matMul(a, b, true),
  ),
  lowers('dot and outerProduct', { a: floats([3]), b: floats([3], 2) }, ({ a, b }) => [
    tf.dot(a, b),
    tf.outerProduct(a, b),
  ]),
  ...['ij,jk->ik', 'ij,jk->ki', 'bij,bjk->bik', 'ij,ij->', 'i j, j k -> i'].map((equation) =>
    lowers(
      `einsum ${equation}`,
      equation.startsWith('b')
        ? { a: floats([2, 3, 4]), b: floats([2, 4, 5], 2) }
        : { a: floats([3, 4]), b: floats(equation.startsWith('ij,ij') ? [3, 4] : [4, 5], 2) },
      ({ a, b }) => tf.einsum(equation, a, b),
    ),
  ),
  lowers('einsum of one matrix', { a: floats([3, 4]) }, ({ a }) => [
    tf.einsum('ij->ji', a),
    tf.einsum('ij->i', a),
  ]),
];
