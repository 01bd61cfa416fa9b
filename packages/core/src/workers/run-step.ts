/** One worker's side of a step: its parts in their order, with an exchange wherever workers need each other. */
import type { RandomInput } from '@ganport/export';
import type { HostTensor, TensorMap } from '@ganport/runtime';
import { drawRandomInputs } from '../random/random-inputs.ts';
import { type Place, rowsOf, shareOf, type WorkerProgram } from './program.ts';

type Tensors = Record<string, HostTensor>;

/** Runs a graph of the program. */
export type RunGraph = (graph: string, feeds: TensorMap) => Promise<Tensors>;

/** Tensors that all workers send at the same point of a step; what they get back has the same names. */
export interface Sent {
  readonly mean: TensorMap;
  readonly gather: TensorMap;
}

export interface WorkerStep {
  readonly program: Omit<WorkerProgram, 'graphs'>;
  readonly place: Place;
  readonly run: RunGraph;
  readonly exchange: (sent: Sent) => Promise<Tensors>;
}

/**
 * Computes a step.
 *
 * @param state before the step, by stable names; it is not changed
 * @param batch this worker's share
 * @param step counts from 0, and decides the draws
 * @returns the state after the step, equal in all workers, and this worker's results
 */
export async function runStep(
  { program, place, run, exchange }: WorkerStep,
  state: TensorMap,
  batch: TensorMap,
  step: number,
): Promise<{ state: Tensors; results: Tensors }> {
  const next: Tensors = { ...state };
  const values: Tensors = {};
  const results: Tensors = {};
  for (const part of program.parts) {
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
    if (Object.keys(mean).length + Object.keys(gather).length === 0) continue;
    for (const [name, tensor] of Object.entries(await exchange({ mean, gather }))) {
      const output = part.outputs[name];
      if (output?.to === 'state') next[output.name] = tensor;
      else if (output?.to === 'value') values[output.name] = tensor;
    }
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

function found(tensors: TensorMap, name: string): HostTensor {
  const tensor = tensors[name];
  if (tensor) return tensor;
  throw new RangeError(`${name}: no part of the step makes it, and it is no input`);
}
