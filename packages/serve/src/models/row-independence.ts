/**
 * Whether requests of a model may be computed together. The first axis of all its inputs and outputs must be
 * open, and a row must not depend on others: two requests are computed together and one by one, and must
 * give the same. A model whose first axis is time, or which normalizes over its batch, does not pass.
 */
import type { Model, ValueInfo } from '@ganport/graph';
import { compareTensors, drawInputs } from '@ganport/parity';
import type { HostTensor, TensorMap } from '@ganport/runtime';
import { messageOf } from '@ganport/runtime/internal';
import { joinRows, splitRows } from '../batching/rows.ts';

/** Rounding differs with the size of a batch; numbers of a row that depends on others differ by more. */
const TOLERANCE = 1e-3;

/**
 * @returns why they may not, or undefined when they may
 */
export async function batchProblem(
  model: Model,
  run: (feeds: TensorMap) => Promise<Record<string, HostTensor>>,
): Promise<string | undefined> {
  const { inputs, outputs } = model.graph;
  const axis = inputs[0]?.shape[0];
  if (typeof axis !== 'string') return 'its first axis has a fixed size';
  const odd = [...inputs, ...outputs].find((value) => !isOpen(value));
  if (odd) return `the first axis of ${odd.name} has a fixed size`;
  const other = inputs.find(({ shape }) => shape[0] !== axis);
  if (other) return `the first axes of ${inputs[0]?.name} and ${other.name} have different names`;
  try {
    return await compared(model, { [axis]: 2 }, run);
  } catch (thrown) {
    return `it does not compute drawn inputs: ${messageOf(thrown)}`;
  }
}

async function compared(
  model: Model,
  sizes: Readonly<Record<string, number>>,
  run: (feeds: TensorMap) => Promise<Record<string, HostTensor>>,
): Promise<string | undefined> {
  const parts = [1, 2].map((seed) => drawInputs(model, { seed, sizes }));
  const together = splitRows(await run(joinRows(parts)), [2, 2]);
  if (!together) return 'its outputs have other rows than its inputs';
  for (const [i, part] of parts.entries()) {
    const alone = await run(part);
    for (const [name, tensor] of Object.entries(alone)) {
      const joined = together[i]?.[name];
      if (!joined) return `output ${name} is missing`;
      const { maxAbs } = compareTensors(joined, tensor);
      if (!(maxAbs <= TOLERANCE * Math.max(1, largest(tensor)))) {
        return `a row of output ${name} depends on the other rows`;
      }
    }
  }
  return undefined;
}

function isOpen({ shape }: ValueInfo): boolean {
  return typeof shape[0] === 'string';
}

function largest({ data }: HostTensor): number {
  let most = 0;
  for (const value of data) most = Math.max(most, Math.abs(Number(value)));
  return most;
}
