/** What workers get back for what they send: means and gathered tensors. */
import type { HostTensor, TensorMap } from '@ganport/runtime';
import type { Sent } from './run-step.ts';

/**
 * The combination of what all workers sent, in the order of their ranks. Sums are in float64 in this order, so
 * that a run repeats to the last bit, and the mean of one worker is what it sent. They share no memory with it.
 */
export function combine(sent: readonly Sent[]): Record<string, HostTensor> {
  return {
    ...byName(
      sent.map(({ mean }) => mean),
      meanOf,
    ),
    ...byName(
      sent.map(({ gather }) => gather),
      gathered,
    ),
  };
}

/** The means of tensors of the same names. */
export function means(all: readonly TensorMap[]): Record<string, HostTensor> {
  return byName(all, meanOf);
}

function byName(all: readonly TensorMap[], join: (tensors: readonly HostTensor[]) => HostTensor) {
  return Object.fromEntries(
    Object.keys(all[0] ?? {}).map((name) => [
      name,
      join(all.map((tensors) => tensors[name] as HostTensor)),
    ]),
  );
}

function meanOf(tensors: readonly HostTensor[]): HostTensor {
  const [first] = tensors as readonly [HostTensor, ...HostTensor[]];
  const all = tensors.map(({ data }) => data as Float32Array);
  return { dtype: 'float32', dims: first.dims, data: meanOfArrays(all) };
}

/** Two and four are written out: without a loop over the arrays, a number takes half the time or less. */
function meanOfArrays(arrays: readonly Float32Array[]): Float32Array {
  const [a, b, c, d] = arrays as readonly [Float32Array, ...Float32Array[]];
  const mean = new Float32Array(a.length);
  if (arrays.length === 2 && b) {
    for (let i = 0; i < mean.length; i++) mean[i] = ((a[i] as number) + (b[i] as number)) / 2;
  } else if (arrays.length === 4 && b && c && d) {
    for (let i = 0; i < mean.length; i++) {
      mean[i] = ((a[i] as number) + (b[i] as number) + (c[i] as number) + (d[i] as number)) / 4;
    }
  } else {
    for (let i = 0; i < mean.length; i++) {
      let sum = 0;
      for (const data of arrays) sum += data[i] as number;
      mean[i] = sum / arrays.length;
    }
  }
  return mean;
}

function gathered(tensors: readonly HostTensor[]): HostTensor {
  const [{ dims }] = tensors as readonly [HostTensor];
  const [rows = 1, ...rest] = dims;
  const length = tensors[0]?.data.length ?? 0;
  const data = new Float32Array(length * tensors.length);
  for (const [rank, tensor] of tensors.entries()) {
    data.set(tensor.data as Float32Array, rank * length);
  }
  return { dtype: 'float32', dims: [rows * tensors.length, ...rest], data };
}
