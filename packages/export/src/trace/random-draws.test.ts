import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { exportStep } from '../export-step.ts';

beforeAll(() => tf.setBackend('cpu'));

/** The draws of a traced function. */
async function drawsOf(fn: () => tf.Tensor) {
  const { random, model } = await exportStep(() => ({ y: fn() }), { inputs: {}, variables: [] });
  return { random, graph: model.graph };
}

test.each([
  ['uniform', () => tf.randomUniform([3, 5]), { kind: 'uniform', min: 0, max: 1 }],
  ['uniform in a range', () => tf.randomUniform([40], -2, 6), { kind: 'uniform', min: -2, max: 6 }],
  ['normal', () => tf.randomNormal([3, 5]), { kind: 'normal', mean: 0, stddev: 1 }],
  [
    'normal with parameters',
    () => tf.randomNormal([100], 0.5, 0.02),
    { kind: 'normal', mean: 0.5, stddev: 0.02 },
  ],
  [
    'truncated normal',
    () => tf.truncatedNormal([7], 1, 0.25),
    { kind: 'truncatedNormal', mean: 1, stddev: 0.25 },
  ],
])('%s is an input with its distribution', async (_, fn, distribution) => {
  const { random, graph } = await drawsOf(fn);
  expect(random).toMatchObject([{ name: 'random.0', distribution }]);
  expect(graph.inputs.map(({ name }) => name)).toEqual(['random.0']);
});

test('draws are inputs of their own, in order', async () => {
  const { random } = await drawsOf(() => tf.randomNormal([2, 3]).add(tf.randomUniform([3])));
  expect(random).toEqual([
    { name: 'random.0', shape: [2, 3], distribution: { kind: 'normal', mean: 0, stddev: 1 } },
    { name: 'random.1', shape: [3], distribution: { kind: 'uniform', min: 0, max: 1 } },
  ]);
});

test('a standard number alone is a draw', async () => {
  const { random } = await drawsOf(() => tf.randomNormal([1]));
  expect(random).toMatchObject([{ distribution: { kind: 'normal', mean: 0, stddev: 1 } }]);
});

test('a single number with other parameters is refused, with what to write', async () => {
  await expect(drawsOf(() => tf.randomNormal([1], 3, 2))).rejects.toThrow(
    expect.objectContaining({
      code: 'bad-argument',
      message:
        'tf.randomNormal of a single number with other than standard parameters cannot be traced; ' +
        'draw a standard number and scale it',
    }),
  );
});

test('a draw with a seed of its own is the constant that it is in tfjs', async () => {
  const { random, graph } = await drawsOf(() => tf.randomNormal([4], 0, 1, 'float32', 7));
  expect(random).toEqual([]);
  expect(graph.initializers.size).toBe(1);
});

test('other tensors are constants, even right after a draw of Math.random', async () => {
  const { random } = await drawsOf(() => tf.tensor1d([Math.random(), 2, 3]));
  expect(random).toEqual([]);
});

test('Math.random is given back, after an error too', async () => {
  const before = Math.random;
  await drawsOf(() => tf.randomUniform([2]));
  await expect(
    drawsOf(() => {
      throw new Error('no');
    }),
  ).rejects.toThrow('no');
  expect(Math.random).toBe(before);
});
