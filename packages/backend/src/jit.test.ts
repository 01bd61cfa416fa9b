import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { jit } from './jit.ts';

tf.enableProdMode();

beforeEach(() => tf.setBackend('cpu'));
afterEach(() => tf.disposeVariables());

/** A regression y = x·w + b, whose optimiser makes its slots on its first step. */
function regression() {
  const w = tf.variable(tf.tensor2d([[0.5], [-0.25]]), true, 'w');
  const b = tf.variable(tf.scalar(0.1), true, 'b');
  const optimizer = tf.train.adam(0.05);
  return ({ x, y }: tf.NamedTensorMap) => {
    const loss = optimizer.minimize(
      () =>
        (x as tf.Tensor)
          .matMul(w)
          .add(b)
          .sub(y as tf.Tensor)
          .square()
          .mean(),
      true,
      [w, b],
    );
    return { loss: loss as tf.Tensor };
  };
}

const x = tf.tensor2d([
  [1, 2],
  [3, -4],
  [-5, 6],
]);
const y = tf.tensor2d([[1], [2], [3]]);

describe('a training step', () => {
  test('takes the same steps as tfjs on the CPU, optimiser slots included', async () => {
    const eager = regression();
    const expected = [0, 1, 2].map(() => eager({ x, y }).loss.dataSync()[0]);
    tf.disposeVariables();

    const step = jit(regression());
    const losses: number[] = [];
    for (let i = 0; i < 3; i++) losses.push(Number((await step({ x, y })).loss?.data[0]));
    const { w } = await step.readVariables();
    await step.dispose();
    for (const [i, loss] of losses.entries()) expect(loss).toBeCloseTo(expected[i] as number, 5);
    expect(losses[2]).toBeLessThan(losses[0] as number);
    expect(w?.dims).toEqual([2, 1]);
  });

  test('inputs of another shape see the variables that the last call left', async () => {
    const count = tf.variable(tf.scalar(0), true, 'count');
    const step = jit(({ a }) => {
      count.assign(count.add((a as tf.Tensor).sum()));
      return { total: count.clone() };
    });
    await step({ a: tf.tensor1d([1, 2]) });
    await step({ a: tf.tensor1d([3, 4, 5]) });
    const { total: last } = await step({ a: tf.tensor1d([10, 20]) });
    expect(last?.data[0]).toBe(45);
    await step.writeVariables({ count: { dtype: 'float32', dims: [], data: Float32Array.of(7) } });
    expect((await step.readVariables()).count?.data[0]).toBe(7);
    await step.dispose();
    expect(count.dataSync()[0]).toBe(7);
  });
});

test('unseeded dropout keeps its share, scaled, and draws new masks in each call', async () => {
  const step = jit(({ a }) => ({ y: tf.dropout(a as tf.Tensor, 0.3) }));
  const ones = tf.ones([20_000]);
  const [first, second] = [await step({ a: ones }), await step({ a: ones })];
  const values = [...(first['y']?.data ?? [])].map(Number);
  expect(new Set(values)).toEqual(new Set([0, Math.fround(1 / 0.7)]));
  // Five standard errors of a share of 0.7.
  const share = values.filter((value) => value > 0).length / values.length;
  expect(Math.abs(share - 0.7)).toBeLessThan(5 * Math.sqrt((0.7 * 0.3) / values.length));
  expect(second['y']?.data).not.toEqual(first['y']?.data);
  await step.dispose();
});

test('a read during a call sees what the call leaves', async () => {
  const count = tf.variable(tf.scalar(1), true, 'asked');
  const step = jit(
    ({ a }) => {
      count.assign(count.add(a as tf.Tensor));
      return { count: count.clone() };
    },
    { variables: [count] },
  );
  // A tensor of tfjs takes a moment to be read.
  const call = step({ a: tf.scalar(2) });
  expect((await step.readVariables())['asked']?.data[0]).toBe(3);
  await call;
  await step.dispose();
});

test('random draws get fresh numbers from the source, by call', async () => {
  const step = jit(() => ({ noise: tf.randomNormal([4], 1, 2) }), {
    random: (inputs, call) => {
      expect(inputs).toEqual([
        { name: 'random.0', shape: [4], distribution: { kind: 'normal', mean: 1, stddev: 2 } },
      ]);
      return [new Float32Array(4).fill(call)];
    },
  });
  expect([...((await step({})).noise?.data ?? [])]).toEqual([0, 0, 0, 0]);
  expect([...((await step({})).noise?.data ?? [])]).toEqual([1, 1, 1, 1]);
  await step.dispose();
});

test('calls with another signature get the draws of their own graph', async () => {
  const step = jit(
    ({ input }) => ({
      sum: tf.add(input as tf.Tensor, tf.randomNormal((input as tf.Tensor).shape)),
    }),
    {
      random: (inputs, call) =>
        inputs.map(({ shape }) => new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(call)),
    },
  );
  for (const [call, size] of [2, 3, 2, 3, 3].entries()) {
    const { sum } = await step({ input: tf.zeros([size]) });
    expect([...(sum?.data ?? [])]).toEqual(Array(size).fill(call));
  }
  await step.dispose();
});

test('an output may not have the name of a variable', async () => {
  const w = tf.variable(tf.scalar(1), true, 'w');
  const step = jit(() => ({ w: w.add(1) }));
  await expect(step({})).rejects.toThrow(/step returns w, which is also the name/);
  await step.dispose();
});

test('a function that reads a value is refused with the call at fault', async () => {
  const step = jit(({ a }) => ({ twice: tf.scalar((a as tf.Tensor).dataSync()[0] as number) }));
  await expect(step({ a: tf.tensor1d([1]) })).rejects.toThrow(/was read.*while tracing/);
  await step.dispose();
  expect(tf.getBackend()).toBe('cpu');
});
