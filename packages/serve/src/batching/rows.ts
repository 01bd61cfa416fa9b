/** Tensors joined and split along their first axis, the batch. */
import type { HostTensor, TensorMap, TypedArray } from '@ganport/runtime';
import { elementTypes } from '@ganport/runtime/internal';

/**
 * How many rows the tensors have; undefined where they have no first axis in common.
 */
export function rowsOf(tensors: TensorMap): number | undefined {
  const rows = new Set(Object.values(tensors).map(({ dims }) => dims[0]));
  const [only] = rows;
  return rows.size === 1 ? only : undefined;
}

/** Tensors of the same names, types and other axes, one after the other. */
export function joinRows(parts: readonly TensorMap[]): TensorMap {
  const [first = {}] = parts;
  if (parts.length === 1) return first;
  const joined = Object.keys(first).map((name) => {
    const tensors = parts.map((part) => part[name]).filter((tensor) => tensor !== undefined);
    return [name, joinTensors(tensors)] as const;
  });
  return Object.fromEntries(joined);
}

function joinTensors(tensors: readonly HostTensor[]): HostTensor {
  const [{ dtype, dims } = { dtype: 'float32', dims: [0] } as const] = tensors;
  const rows = tensors.reduce((sum, tensor) => sum + (tensor.dims[0] ?? 0), 0);
  const length = tensors.reduce((sum, { data }) => sum + data.length, 0);
  const data = new elementTypes[dtype].array(length);
  let at = 0;
  for (const tensor of tensors) {
    copyInto(data, tensor.data, at);
    at += tensor.data.length;
  }
  return { dtype, dims: [rows, ...dims.slice(1)], data };
}

/** The arrays of one element type are of one class. */
function copyInto(target: TypedArray, source: TypedArray, at: number): void {
  (target as Uint8Array).set(source as Uint8Array, at);
}

/**
 * Takes joined tensors apart.
 *
 * @param counts the rows of each part
 * @returns the parts, each a copy; undefined where a tensor has not as many rows as the parts together
 */
export function splitRows(
  tensors: TensorMap,
  counts: readonly number[],
): Record<string, HostTensor>[] | undefined {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const entries = Object.entries(tensors);
  if (entries.some(([, { dims }]) => dims[0] !== total)) return undefined;
  let row = 0;
  return counts.map((count) => {
    const start = row;
    row += count;
    const part = entries.map(([name, { dtype, dims, data }]) => {
      const width = total === 0 ? 0 : data.length / total;
      const rows = data.slice(start * width, (start + count) * width);
      return [name, { dtype, dims: [count, ...dims.slice(1)], data: rows }] as const;
    });
    return Object.fromEntries(part);
  });
}
