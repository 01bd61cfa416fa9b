/** What workers get back for what they send: means and gathered tensors. */
import type { HostTensor, TensorMap } from '@ganport/runtime';
import type { Sent } from './run-step.ts';

/**
 * The combination of what all workers sent, in the order of their ranks. Sums are in float64 in this order, so
 * that a run repeats to the last bit, and the mean of one worker is what it sent.
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
  const [first, ...rest] = tensors as readonly [HostTensor, ...HostTensor[]];
  if (rest.length === 0) return first;
  const others = rest.map(({ data }) => data as Float32Array);
  const mean = new Float32Array(first.data.length);
  for (let i = 0; i < mean.length; i++) {
    let sum = first.data[i] as number;
    for (const data of others) sum += data[i] as number;
    mean[i] = sum / tensors.length;
  }
  return { dtype: 'float32', dims: first.dims, data: mean };
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
