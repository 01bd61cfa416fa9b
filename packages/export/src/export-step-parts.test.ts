/** A step in parts, on functions whose parts are known. */
import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { exportStep } from './export-step.ts';
import { updateWith } from './trace/exchange.ts';

await tf.setBackend('cpu');

/** Gradient descent on (w · x)², whose result is the loss. */
function descent(w: tf.Variable) {
  return ({ x }: Record<string, tf.Tensor>) => {
    const loss = () =>
      w
        .mul(x as tf.Tensor)
        .square()
        .mean<tf.Scalar>();
    const { value, grads } = tf.variableGrads(loss, [w]);
    updateWith('model', { w: grads[w.name] as tf.Tensor }, ({ w: mean }) =>
      w.assign(w.sub((mean as tf.Tensor).mul(0.1))),
    );
    return { loss: value };
  };
}

test('a step is a graph of gradients and one of the update, with a schedule', async () => {
  const w = tf.variable(tf.scalar(2), true, 'parts/w');
  const { graphs, parts, random } = await exportStep(descent(w), {
    inputs: { x: { shape: [4] } },
    variables: [w],
    parts: 'gradients+update',
    names: new Map([[w, 'w']]),
  });
  expect(Object.keys(graphs)).toEqual(['model.gradients', 'model.update']);
  expect(parts).toEqual([
    {
      graph: 'model.gradients',
      inputs: {
        x: { from: 'batch', name: 'x', first: 0, count: 4 },
        w: { from: 'state', name: 'w' },
      },
      outputs: {
        'mean.w': { to: 'value', name: '0.w', exchange: 'mean' },
        loss: { to: 'result', name: 'loss' },
      },
    },
    {
      graph: 'model.update',
      inputs: { 'value.0': { from: 'value', name: '0.w' }, w: { from: 'state', name: 'w' } },
      outputs: { 'w.next': { to: 'state', name: 'w' } },
    },
  ]);
  expect(random).toEqual([]);
});

test('a value of an earlier part that a later one needs is passed on', async () => {
  const w = tf.variable(tf.scalar(2), true, 'passed/w');
  const step = descent(w);
  const { parts } = await exportStep(
    ({ x }) => {
      const before = w.mul(3).exp();
      const { loss } = step({ x: x as tf.Tensor });
      return { loss, change: w.sub(before) };
    },
    { inputs: { x: { shape: [4] } }, variables: [w], parts: 'gradients+update' },
  );
  const [gradients, , end] = parts;
  const passed = Object.values(gradients?.outputs ?? {}).filter(
    (output) => output.to === 'value' && !output.exchange,
  );
  expect(passed).toHaveLength(1);
  expect(end?.graph).toBe('end');
  const [{ name } = { name: '' }] = passed as { name: string }[];
  expect(Object.values(end?.inputs ?? {})).toContainEqual({ from: 'value', name });
});

test('a number of workers below 1 is refused', async () => {
  const w = tf.variable(tf.scalar(2), true, 'refused/w');
  const inputs = { x: { shape: [4] } };
  await expect(
    exportStep(descent(w), { inputs, variables: [w], parts: 'gradients+update', workers: 0 }),
  ).rejects.toThrow('workers: must be an integer from 1, got 0');
});
