/** The update of the memory against loops over numbers, and its gradients against differences. */
import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { drawn } from './layer-cases.test.support.ts';
import {
  firstMemory,
  memoryWeights,
  updateMemory,
  type MemoryWeight,
} from './relational-memory.ts';

tf.enableProdMode();
await tf.setBackend('cpu');

const sizes = { slots: 2, heads: 2, headSize: 3 };
const INPUT = 4;
const BATCH = 2;
const SLOT = sizes.heads * sizes.headSize;

const weights = Object.fromEntries(
  Object.entries(memoryWeights(sizes, INPUT)).map(([name, shape], i) => [
    name,
    drawn(shape, 20 + i, 0.8),
  ]),
) as Record<MemoryWeight, tf.Tensor>;
const memory = drawn([BATCH, sizes.slots, SLOT], 1) as tf.Tensor3D;
const input = drawn([BATCH, INPUT], 2) as tf.Tensor2D;

type Row = number[];
const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const values = (name: MemoryWeight) => weights[name].arraySync() as number[] & number[][];
/** x W + b, a column at a time. */
const dense = (x: Row, name: string): Row =>
  values(`${name}/bias` as MemoryWeight).map((bias, column) =>
    sum([
      bias,
      ...x.map(
        (value, row) => value * (values(`${name}/kernel` as MemoryWeight)[row]?.[column] ?? NaN),
      ),
    ]),
  );
const norm = (x: Row, name: string): Row => {
  const mean = sum(x) / x.length;
  const variance = sum(x.map((value) => (value - mean) ** 2)) / x.length;
  const gamma: Row = values(`${name}/gamma` as MemoryWeight);
  const beta: Row = values(`${name}/beta` as MemoryWeight);
  return x.map(
    (value, i) =>
      ((value - mean) / Math.sqrt(variance + 1e-5)) * (gamma[i] as number) + (beta[i] as number),
  );
};
const added = (a: Row, b: Row) => a.map((value, i) => value + (b[i] as number));

/** One sample's update, as in the paper: rows are slots, the last one is the input. */
function updated(slots: Row[], x: Row): Row[] {
  const projected = dense(x, 'input');
  const mapped = [...slots, projected].map((row) =>
    norm(dense(row, 'attention'), 'attention_norm'),
  );
  const head = (row: Row, part: number, h: number) =>
    row.slice(part * SLOT + h * sizes.headSize, part * SLOT + (h + 1) * sizes.headSize);
  return slots.map((slot, i) => {
    const attended = Array.from({ length: sizes.heads }, (_, h) => {
      const query = head(mapped[i] as Row, 0, h);
      const scores = mapped.map((row) => {
        const key = head(row, 1, h);
        return Math.exp(sum(query.map((q, k) => q * (key[k] as number))) / Math.sqrt(query.length));
      });
      return query.map((_q, k) =>
        sum(
          mapped.map(
            (row, j) => ((scores[j] as number) / sum(scores)) * (head(row, 2, h)[k] ?? NaN),
          ),
        ),
      );
    }).flat();
    const related = norm(added(slot, attended), 'attended_norm');
    const hidden = dense(related, 'perceptron_1').map((value) => Math.max(0, value));
    const proposed = norm(added(related, dense(hidden, 'perceptron_2')), 'perceptron_norm');
    const gates = added(
      dense(projected, 'gates_of_input'),
      dense(slot.map(Math.tanh), 'gates_of_memory'),
    );
    return slot.map(
      (value, k) =>
        sigmoid(gates[k] as number) * Math.tanh(proposed[k] as number) +
        sigmoid((gates[SLOT + k] as number) + 1) * value,
    );
  });
}

test('an update is that of the paper, slot by slot and head by head', () => {
  const actual = updateMemory(sizes, (name) => weights[name], memory, input).arraySync();
  const inputs = input.arraySync();
  for (const [i, slots] of memory.arraySync().entries()) {
    const expected = updated(slots, inputs[i] as Row).flat();
    for (const [k, value] of (actual[i] as number[][]).flat().entries()) {
      expect(value).toBeCloseTo(expected[k] as number, 5);
    }
  }
});

test('the first memory tells the slots apart', () => {
  expect(firstMemory(sizes).arraySync()).toEqual([
    [
      [1, 0, 0, 0, 0, 0],
      [0, 1, 0, 0, 0, 0],
    ],
  ]);
});

test('its gradients by the weights, the memory and the input are the slopes', () => {
  const direction = drawn([BATCH, sizes.slots, SLOT], 3);
  const names = Object.keys(weights) as MemoryWeight[];
  const given = [...names.map((name) => weights[name]), memory, input];
  const score = (...all: tf.Tensor[]) => {
    const own = Object.fromEntries(names.map((name, i) => [name, all[i]]));
    const [before, x] = all.slice(names.length) as [tf.Tensor3D, tf.Tensor2D];
    // Two updates, so that a weight works through the memory too.
    const update = (from: tf.Tensor3D) =>
      updateMemory(sizes, (name) => own[name] as tf.Tensor, from, x);
    return update(update(before)).mul(direction).sum<tf.Scalar>();
  };
  const gradients = tf.grads(score)(given);
  const step = 1e-2;
  for (const [i, tensor] of given.entries()) {
    const gradient = (gradients[i] as tf.Tensor).dataSync();
    const along = drawn(tensor.shape, 50 + i);
    const at = (by: number) =>
      score(...given.map((each, k) => (k === i ? each.add(along.mul(by)) : each))).dataSync()[0] ??
      NaN;
    const slope = (at(step) - at(-step)) / (2 * step);
    const exact = sum([...along.dataSync()].map((value, k) => value * (gradient[k] as number)));
    expect(Math.abs(slope - exact), `${names[i] ?? i}`).toBeLessThan(
      2e-3 * Math.max(1, Math.abs(exact)),
    );
  }
});
