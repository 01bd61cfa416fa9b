/** Many samples of a run's generator, in batches, for scores: the same noise each time. */
import type { HostTensor, TensorMap } from '@ganport/runtime';
import { generationRoles } from '../objectives/roles.ts';
import { samplerInputs } from './monitor.ts';
import type { RunView } from './task.ts';

/** Samples that are drawn at a time. */
const BATCH = 250;

/** Draws `count` samples with the current weights, [batch, …shape] each; no step may be running. */
export async function* drawFromNoise(view: RunView, count: number): AsyncGenerator<Float32Array> {
  const inputs = samplerInputs(count, view);
  for (let start = 0; start < count; start += BATCH) {
    const part = sliced(inputs, start, start + BATCH);
    const { data } = await view.infer(generationRoles.generator, part);
    yield data as Float32Array;
  }
}

/** Rows `start` to `end` of each tensor, copied. */
function sliced(tensors: TensorMap, start: number, end: number): TensorMap {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, { data, dims, ...rest }]: [string, HostTensor]) => {
      const [count = 0, ...row] = dims;
      const length = row.reduce((product, dim) => product * dim, 1);
      const rows = (data as Float32Array).slice(start * length, end * length);
      return [name, { ...rest, dims: [Math.min(end, count) - start, ...row], data: rows }];
    }),
  );
}
