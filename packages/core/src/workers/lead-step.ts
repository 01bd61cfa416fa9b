/** The side of a step where all workers meet: it combines what they send, and computes the parts that are shared. */
import type { HostTensor, TensorMap } from '@ganport/runtime';
import { combine, means } from './combine.ts';
import type { WorkerProgram } from './program.ts';
import { found, type Received, type RunGraph, type Sent } from './run-step.ts';
import type { Division } from './shared-parts.ts';

type Tensors = Record<string, HostTensor>;

export interface LeadStep {
  readonly program: Pick<WorkerProgram, 'parts'>;
  readonly division: Division;
  readonly run: RunGraph;
  /** Has all workers go on with what has changed, and returns what they send at the end of their next part. */
  readonly next: (changed: Received) => Promise<readonly Sent[]>;
  /** Has all workers end the step, and returns their results. */
  readonly end: (changed: Received) => Promise<readonly TensorMap[]>;
}

/**
 * Leads a step.
 *
 * @param state before the step, by stable names; it is not changed
 * @returns the state after the step, without what workers keep, and the means of the workers' results
 */
export async function leadStep(
  { program, division, run, next, end }: LeadStep,
  state: TensorMap,
): Promise<{ state: Tensors; results: Tensors }> {
  const { shared, readState, readValues } = division;
  const after: Tensors = { ...state };
  const values: Tensors = {};
  const own: Tensors = {};
  let changed = { state: {} as Tensors, values: {} as Tensors };
  const take = (): Received => {
    const taken = changed;
    changed = { state: {}, values: {} };
    return taken;
  };
  for (const part of program.parts) {
    let outputs: Tensors;
    if (shared.has(part)) {
      const feeds: Tensors = {};
      for (const [name, input] of Object.entries(part.inputs)) {
        // Shared parts read nothing else.
        if (input.from === 'state') feeds[name] = found(after, input.name);
        else if (input.from === 'value') feeds[name] = found(values, input.name);
      }
      outputs = await run(part.graph, feeds);
    } else {
      outputs = combine(await next(take()));
    }
    for (const [name, tensor] of Object.entries(outputs)) {
      const output = part.outputs[name];
      if (output?.to === 'state') {
        after[output.name] = tensor;
        if (readState.has(output.name)) changed.state[output.name] = tensor;
      } else if (output?.to === 'value') {
        values[output.name] = tensor;
        if (readValues.has(output.name)) changed.values[output.name] = tensor;
      } else if (output?.to === 'result') own[output.name] = tensor;
    }
  }
  const all = { ...means(await end(take())), ...own };
  const names = program.parts.flatMap(({ outputs }) =>
    Object.values(outputs).flatMap((output) => (output.to === 'result' ? [output.name] : [])),
  );
  return {
    state: after,
    results: Object.fromEntries(names.map((name) => [name, found(all, name)])),
  };
}
