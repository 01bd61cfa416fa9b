import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { exportStep } from '../export-step.ts';
import { traceFunction } from './trace-function.ts';

tf.enableProdMode();
await tf.setBackend('cpu');

/** The distributions that a function draws from, and the operators that are left of it. */
async function drawn(fn: (x: tf.Tensor) => tf.Tensor) {
  const { model, random } = await exportStep(({ x }) => ({ y: fn(x as tf.Tensor) }), {
    inputs: { x: { shape: [4, 5] } },
    variables: [],
  });
  return {
    draws: random.map(({ distribution }) => distribution),
    ops: model.graph.nodes.map(({ op }) => op),
  };
}
const uniform = (x: tf.Tensor, min: number, max: number) => tf.randomUniform(x.shape, min, max);
const mask = (probability: number, value: number) => ({
  kind: 'mask',
  probability,
  value: Math.fround(value),
});

test.each([
  ["tfjs's own dropout", (x: tf.Tensor) => tf.dropout(x, 0.3), mask(0.7, 1 / 0.7)],
  [
    'a floor between two bounds, and a factor',
    (x: tf.Tensor) => x.mul(uniform(x, 0.25, 1.25).floor().mul(3)),
    mask(0.25, 3),
  ],
  ['a divisor', (x: tf.Tensor) => x.mul(uniform(x, 0.5, 1.5).floor().div(0.25)), mask(0.5, 4)],
])('%s is one draw and no node', async (_, fn, expected) => {
  expect(await drawn(fn)).toEqual({ draws: [expected], ops: ['Mul'] });
});

test('a mask without a factor is ones', async () => {
  const { draws } = await drawn((x) => x.mul(uniform(x, 0.4, 1.4).floor()));
  expect(draws).toEqual([mask(0.4, 1)]);
});

test('a gradient uses the mask of its forward pass', async () => {
  const { draws, ops } = await drawn((x) => tf.grad((y) => tf.dropout(y, 0.5).square().sum())(x));
  expect(draws).toEqual([mask(0.5, 2)]);
  expect(ops).not.toContain('Floor');
});

test.each([
  ['whole numbers', (x: tf.Tensor) => x.add(uniform(x, 0, 4).floor())],
  ['always zero', (x: tf.Tensor) => x.add(uniform(x, 0, 1).floor())],
  ['two thresholds', (x: tf.Tensor) => x.add(uniform(x, 0.5, 2).floor())],
  [
    'a draw that is used as it is too',
    (x: tf.Tensor) => {
      const draw = uniform(x, 0.5, 1.5);
      return x.mul(draw.floor()).add(draw);
    },
  ],
])('%s stay a uniform draw', async (_, fn) => {
  const { draws, ops } = await drawn(fn);
  expect(draws).toMatchObject([{ kind: 'uniform' }]);
  expect(ops).toContain('Floor');
});

test('a division of something by the mask is left alone', async () => {
  const { draws, ops } = await drawn((x) => {
    const kept = uniform(x, 0.5, 1.5).floor();
    return x.add(tf.scalar(1).div(kept));
  });
  expect(draws).toEqual([mask(0.5, 1)]);
  expect(ops).toContain('Div');
});

test('a factor made of a symbolic size is refused', async () => {
  const scaled = (x: tf.Tensor) => tf.randomUniform([4]).add(0.5).floor().mul(x.shape[0]);
  const traced = traceFunction(({ x }) => ({ y: (x as tf.Tensor).mul(scaled(x as tf.Tensor)) }), {
    x: { shape: ['n', 4] },
  });
  await expect(traced).rejects.toThrow(/fixes a size that was to be symbolic/);
});
