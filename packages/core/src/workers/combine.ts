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

/** As many numbers are added at once: their sums stay in a processor's cache. */
const BLOCK = 4096;

function meanOf(tensors: readonly HostTensor[]): HostTensor {
  const [first, ...rest] = tensors as readonly [HostTensor, ...HostTensor[]];
  if (rest.length === 0) return first;
  const mean = new Float32Array(first.data.length);
  const sums = new Float64Array(Math.min(BLOCK, mean.length));
  for (let start = 0; start < mean.length; start += BLOCK) {
    const count = Math.min(BLOCK, mean.length - start);
    sums.fill(0);
    for (const { data } of tensors) addTo(sums, data as Float32Array, start, count);
    for (let i = 0; i < count; i++) mean[start + i] = (sums[i] as number) / tensors.length;
  }
  return { dtype: 'float32', dims: first.dims, data: mean };
}

function addTo(sums: Float64Array, data: Float32Array, start: number, count: number): void {
  for (let i = 0; i < count; i++) sums[i] = (sums[i] as number) + (data[start + i] as number);
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
