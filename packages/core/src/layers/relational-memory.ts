/**
 * A relational memory core (Santoro et al. 2018, section 3): memory slots that attend over each other and
 * over the input, and a gated update of each. This file has the arithmetic of one update, a function of
 * weights; `text-writer.ts` owns the weights and writes text with it.
 */
import * as tf from '#tfjs';
import './gradients.ts';
import { standardize } from './standardize.ts';

/** The sizes of a memory. A slot has heads · headSize numbers. */
export interface MemorySizes {
  readonly slots: number;
  readonly heads: number;
  readonly headSize: number;
}

/** The shapes of the weights of an update, by name, for inputs of `input` numbers. */
export function memoryWeights({ heads, headSize }: MemorySizes, input: number) {
  const slot = heads * headSize;
  return {
    'input/kernel': [input, slot],
    'input/bias': [slot],
    'attention/kernel': [slot, 3 * slot],
    'attention/bias': [3 * slot],
    'attention_norm/gamma': [3 * slot],
    'attention_norm/beta': [3 * slot],
    'attended_norm/gamma': [slot],
    'attended_norm/beta': [slot],
    'perceptron_1/kernel': [slot, slot],
    'perceptron_1/bias': [slot],
    'perceptron_2/kernel': [slot, slot],
    'perceptron_2/bias': [slot],
    'perceptron_norm/gamma': [slot],
    'perceptron_norm/beta': [slot],
    'gates_of_input/kernel': [slot, 2 * slot],
    'gates_of_input/bias': [2 * slot],
    'gates_of_memory/kernel': [slot, 2 * slot],
    'gates_of_memory/bias': [2 * slot],
  } as const satisfies Readonly<Record<string, readonly number[]>>;
}

export type MemoryWeight = keyof ReturnType<typeof memoryWeights>;

/** The weights of an update, by name. */
export type ReadWeight = (name: MemoryWeight) => tf.Tensor;

/** A forget gate that begins open remembers from the start. */
const FORGET_BIAS = 1;
const EPSILON = 1e-5;

/** The first memory, the same for each sample: slot i has a 1 at place i. [1, slots, slot] */
export function firstMemory({ slots, heads, headSize }: MemorySizes): tf.Tensor3D {
  return tf.eye(slots, heads * headSize).expandDims<tf.Tensor3D>(0);
}

/**
 * One update.
 *
 * @param memory [batch, slots, slot]
 * @param input [batch, input]
 * @returns the next memory
 */
export function updateMemory(
  { slots, heads, headSize }: MemorySizes,
  weight: ReadWeight,
  memory: tf.Tensor3D,
  input: tf.Tensor2D,
): tf.Tensor3D {
  const slot = heads * headSize;
  /** A dense layer on the last axis. */
  const dense = (x: tf.Tensor, name: DenseName): tf.Tensor => {
    const kernel = weight(`${name}/kernel`);
    const [size = 1, units = 1] = kernel.shape;
    const rows = x
      .reshape([-1, size])
      .matMul(kernel)
      .add(weight(`${name}/bias`));
    return x.rank === 2 ? rows : rows.reshape([-1, x.shape[1] ?? 1, units]);
  };
  const norm = (x: tf.Tensor, name: NormName): tf.Tensor =>
    standardize(x, [2], EPSILON)
      .mul(weight(`${name}/gamma`))
      .add(weight(`${name}/beta`));

  const projected = dense(input, 'input');
  const rows = tf.concat([memory, projected.reshape([-1, 1, slot])], 1);
  const all = norm(dense(rows, 'attention'), 'attention_norm');
  const [queries, keys, values] = tf
    .split(all, 3, 2)
    .map((part) => part.reshape([-1, slots + 1, heads, headSize]).transpose([0, 2, 1, 3])) as [
    tf.Tensor4D,
    tf.Tensor4D,
    tf.Tensor4D,
  ];
  // What the row of the input attends to is not used.
  const asked = queries.slice([0, 0, 0, 0], [-1, -1, slots, -1]).mul(1 / Math.sqrt(headSize));
  const attended = tf
    .softmax(asked.matMul(keys, false, true))
    .matMul(values)
    .transpose([0, 2, 1, 3])
    .reshape([-1, slots, slot]);
  const related = norm(memory.add(attended), 'attended_norm');
  const thought = dense(dense(related, 'perceptron_1').relu(), 'perceptron_2');
  const proposed = norm(related.add(thought), 'perceptron_norm');

  const gates = dense(memory.tanh(), 'gates_of_memory').add(
    dense(projected, 'gates_of_input').expandDims(1),
  );
  const [take, keep] = tf.split(gates, 2, 2) as [tf.Tensor, tf.Tensor];
  return take
    .sigmoid()
    .mul(proposed.tanh())
    .add<tf.Tensor3D>(keep.add(FORGET_BIAS).sigmoid().mul(memory));
}

type NamesBefore<End extends string> = MemoryWeight extends infer Name
  ? Name extends `${infer Start}/${End}`
    ? Start
    : never
  : never;
type DenseName = NamesBefore<'kernel'>;
type NormName = NamesBefore<'gamma'>;
