/**
 * Einsum for tfjs's wasm backend, which lacks it, as one product of matrices. The cpu backend's Einsum holds
 * all products before it sums them, and takes minutes where a network has hundreds of them.
 */
import type { EinsumAttrs, KernelFunc, Tensor } from '@tensorflow/tfjs-core';
import { tf } from '../tfjs.ts';

/**
 * Computes products of two float32 tensors whose labels are in both, or in one and the result.
 *
 * @throws Error for other equations and dtypes
 */
export const wasmEinsum: KernelFunc = ({ inputs, attrs }) => {
  const [a, b, ...others] = Object.values(inputs);
  if (!a || !b || others.length > 0 || [a, b].some(({ dtype }) => dtype !== 'float32')) {
    throw new Error('not a product of two float32 tensors');
  }
  const [left, right, out] = labelsOf(attrs as unknown as EinsumAttrs);
  const { batch, rows, summed, columns } = groupsOf(left, right, out);
  const sizes = new Map([...sizesOf(left, a.shape), ...sizesOf(right, b.shape)]);
  const size = (labels: Labels) => labels.map((label) => sizes.get(label) ?? 1);
  const matrices = (tensor: Tensor, from: Labels, first: Labels, second: Labels) =>
    tf.reshape(
      tf.transpose(tensor, orderOf(from, [...batch, ...first, ...second])),
      [batch, first, second].map((labels) => tf.util.sizeFromShape(size(labels))),
    );
  return tf.tidy(() => {
    const product = tf.matMul(
      matrices(tensorOf(a), left, rows, summed),
      matrices(tensorOf(b), right, summed, columns),
    );
    const made = [...batch, ...rows, ...columns];
    return tf.transpose(tf.reshape(product, size(made)), orderOf(made, out));
  });
};

type Labels = readonly string[];

/** The labels of both tensors and of the result. */
function labelsOf({ equation }: EinsumAttrs): [left: Labels, right: Labels, out: Labels] {
  const [, left, right, out] = /^(\w*),(\w*)->(\w*)$/.exec(equation.replaceAll(' ', '')) ?? [];
  if (left === undefined || right === undefined || out === undefined) {
    throw new Error('not an equation of two tensors and a result');
  }
  return [left.split(''), right.split(''), out.split('')];
}

/** The labels by what becomes of them. */
function groupsOf(left: Labels, right: Labels, out: Labels) {
  const both = left.filter((label) => right.includes(label));
  const batch = both.filter((label) => out.includes(label));
  const summed = both.filter((label) => !out.includes(label));
  const rows = left.filter((label) => !right.includes(label));
  const columns = right.filter((label) => !left.includes(label));
  const isPlain = [left, right, out].every((labels) => new Set(labels).size === labels.length);
  const made = new Set([...batch, ...rows, ...columns]);
  if (!isPlain || made.size !== out.length || out.some((label) => !made.has(label))) {
    throw new Error('labels that are repeated, or summed in one tensor alone');
  }
  return { batch, rows, summed, columns };
}

function sizesOf(labels: Labels, shape: readonly number[]): [string, number][] {
  return labels.map((label, axis) => [label, shape[axis] ?? 1]);
}

/** Where each label of `to` is in `from`. */
function orderOf(from: Labels, to: Labels): number[] {
  return to.map((label) => from.indexOf(label));
}

/** A kernel's inputs are tensors, whose type says less. */
const tensorOf = (info: { readonly dataId: object }) => info as Tensor;
