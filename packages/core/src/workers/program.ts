/**
 * A training step that several workers compute together, as data: its graphs, their order, the draws and the
 * shapes of one worker. Whoever has onnxruntime and this can be a worker, in any language.
 */
import type { RandomInput, StepPart } from '@ganport/export';
import type { HostTensor, TensorMap } from '@ganport/runtime';

/** An input of the step, as one worker gets it. */
export interface ShareInput {
  readonly dtype: 'float32' | 'int32';
  readonly dims: readonly number[];
  /** How many batches of samples it has along the first axis, one for each update of the discriminator. */
  readonly blocks: number;
}

export interface WorkerProgram {
  readonly workers: number;
  readonly seed: number;
  /** Bytes of ONNX files, by name. */
  readonly graphs: Readonly<Record<string, Uint8Array>>;
  /** In the order in which they run. */
  readonly parts: readonly StepPart[];
  /** The draws of a step, with the shapes of one worker. */
  readonly draws: readonly RandomInput[];
  readonly batch: Readonly<Record<string, ShareInput>>;
}

/** A worker's place: `rank` counts from 0. */
export interface Place {
  readonly rank: number;
  readonly workers: number;
}

/**
 * A worker's rows of a tensor of all workers. The rows are in blocks, and a worker has the same share of each:
 * with 2 blocks and 2 workers, rows a b c d are a c for the first one.
 *
 * @throws RangeError where a block cannot be divided
 */
export function shareOf(
  { dtype, dims, data }: HostTensor,
  blocks: number,
  { rank, workers }: Place,
): HostTensor {
  const [all = 0, ...rest] = dims;
  const rows = all / blocks / workers;
  if (!Number.isInteger(rows)) {
    throw new RangeError(`${all} rows in ${blocks} blocks cannot be divided among ${workers}`);
  }
  if (workers === 1) return { dtype, dims, data };
  const length = rows * rest.reduce((size, dim) => size * dim, 1);
  const share = data.slice(0, blocks * length);
  for (let block = 0; block < blocks; block++) {
    const from = (block * workers + rank) * length;
    share.set(data.subarray(from, from + length) as never, block * length);
  }
  return { dtype, dims: [blocks * rows, ...rest], data: share };
}

/** Some rows of a tensor, which share its memory. */
export function rowsOf(
  { dtype, dims, data }: HostTensor,
  first: number,
  count: number,
): HostTensor {
  const [all = 1, ...rest] = dims;
  if (first === 0 && count === all) return { dtype, dims, data };
  const length = data.length / all;
  const rows = data.subarray(first * length, (first + count) * length);
  return { dtype, dims: [count, ...rest], data: rows };
}

/** A worker's share of the batch of all. */
export function shareOfBatch(
  { batch }: Pick<WorkerProgram, 'batch'>,
  whole: TensorMap,
  place: Place,
): Record<string, HostTensor> {
  return Object.fromEntries(
    Object.entries(batch).map(([name, { blocks }]) => [
      name,
      shareOf(whole[name] as HostTensor, blocks, place),
    ]),
  );
}
