/** One worker's side of a step: its own parts in their order, with an exchange after each. */
import type { RandomInput } from '@ganport/export';
import type { HostTensor, TensorMap } from '@ganport/runtime';
import { drawRandomInputs } from '../random/random-inputs.ts';
import { type Place, rowsOf, shareOf, type WorkerProgram } from './program.ts';
import type { Division } from './shared-parts.ts';

type Tensors = Record<string, HostTensor>;

/** Runs a graph of the program. */
export type RunGraph = (graph: string, feeds: TensorMap) => Promise<Tensors>;

/** What all workers send at the end of a part, by the names of its outputs. */
export interface Sent {
  readonly mean: TensorMap;
  readonly gather: TensorMap;
}

/** What has changed for all workers, of what their parts read. */
export interface Received {
  readonly state: TensorMap;
  readonly values: TensorMap;
}

export interface WorkerStep {
  readonly program: Omit<WorkerProgram, 'graphs'>;
  readonly division: Division;
  readonly place: Place;
  readonly run: RunGraph;
  readonly exchange: (sent: Sent) => Promise<Received>;
}

/**
 * Computes a worker's parts of a step.
 *
 * @param state before the step, by stable names, of what these parts read; it is not changed
 * @param received what the leader has changed before the first of these parts
 * @param batch this worker's share
 * @param step counts from 0, and decides the draws
 * @returns this state after the step, equal in all workers, and this worker's results
 */
export async function runStep(
  { program, division, place, run, exchange }: WorkerStep,
  state: TensorMap,
  received: Received,
  batch: TensorMap,
  step: number,
): Promise<{ state: Tensors; results: Tensors }> {
  const next: Tensors = { ...state, ...received.state };
  const values: Tensors = { ...received.values };
  const results: Tensors = {};
  for (const part of program.parts) {
    if (division.shared.has(part)) continue;
    const feeds: Tensors = {};
    for (const [name, input] of Object.entries(part.inputs)) {
      if (input.from === 'state') feeds[name] = found(next, input.name);
      else if (input.from === 'value') feeds[name] = found(values, input.name);
      else if (input.from === 'draw') feeds[name] = drawOf(program, place, step, input.index);
      else feeds[name] = rowsOf(found(batch, input.name), input.first, input.count);
    }
    const outputs = await run(part.graph, feeds);
    const mean: Tensors = {};
    const gather: Tensors = {};
    for (const [name, output] of Object.entries(part.outputs)) {
      const tensor = found(outputs, name);
      if (output.to === 'nothing') continue;
      if (output.to === 'result') results[output.name] = tensor;
      else if (output.exchange === 'mean') mean[name] = tensor;
      else if (output.to === 'state') next[output.name] = tensor;
      else if (output.exchange === 'gather') gather[name] = tensor;
      else values[output.name] = output.exchange === 'rows' ? shareOf(tensor, 1, place) : tensor;
    }
    const changed = await exchange({ mean, gather });
    Object.assign(next, changed.state);
    Object.assign(values, changed.values);
  }
  return { state: next, results };
}

/** A worker's share of a draw of all workers, which is the one that a single worker makes. */
function drawOf(
  { draws, seed }: Pick<WorkerProgram, 'draws' | 'seed'>,
  place: Place,
  step: number,
  index: number,
): HostTensor {
  const draw = draws[index] as RandomInput; // Parts name draws of their own program.
  const { blocks = 1 } = draw;
  const [rows = 1, ...rest] = draw.shape;
  const shape = blocks > 0 ? [rows * place.workers, ...rest] : draw.shape;
  const [data] = drawRandomInputs([{ ...draw, shape }], seed, step, index);
  const whole = { dtype: 'float32', dims: shape, data: data as Float32Array } as const;
  return blocks > 0 ? shareOf(whole, blocks, place) : whole;
}

/** @throws RangeError where it is not there */
export function found(tensors: TensorMap, name: string): HostTensor {
  const tensor = tensors[name];
  if (tensor) return tensor;
  throw new RangeError(`${name}: no part of the step makes it, and it is no input`);
}
