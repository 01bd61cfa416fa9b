/**
 * Recurrent cells that ONNX does not have, as a Scan: its body is one step of the cell, so the number of
 * steps stays open.
 */
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Value } from '@ganport/graph';
import { at, cast, gather, reshape, where } from '@ganport/graph/ops';
import type { FormContext } from './layer-form.ts';
import type { CellLike } from './rnn-cell.ts';

/** What a cell keeps from one call to the next: masks of dropout, which belong to one recording. */
interface MaskedCell {
  dropoutMask?: unknown;
  recurrentDropoutMask?: unknown;
}

interface Scanned {
  /** [batch, time, …] */
  readonly x: Value;
  /** [batch, time]; steps where it is 0 keep the states. */
  readonly mask: Value | undefined;
  readonly initial: readonly Value[];
  readonly backwards: boolean;
  /** Whether the outputs of all steps are wanted, or the last one. */
  readonly returnSequences: boolean;
}

interface ScanResult {
  /** [batch, time, …] in the order of the steps, or the last one. */
  readonly output: Value;
  readonly states: readonly Value[];
}

/** Runs a cell over all steps. */
export function scanCell(context: FormContext, cell: CellLike, scanned: Scanned): ScanResult {
  const { graph } = context;
  const { x, mask, initial, backwards, returnSequences } = scanned;
  const sequences = mask ? [x, mask] : [x];
  const stepOf = ({ dtype, shape }: Value) => ({ dtype, shape: shape.filter((_, i) => i !== 1) });
  // Cells of tfjs return their first state.
  let isState = false;
  const body = graph.region(
    'body',
    [
      ...initial.map((state, i) => ({ name: `state.${i}`, ...state })),
      ...sequences.map((sequence, i) => ({ name: ['x', 'mask'][i] ?? '', ...stepOf(sequence) })),
    ],
    (values) => {
      const before = values.slice(0, initial.length);
      const [step, kept] = values.slice(initial.length) as [Value, Value | undefined];
      const [output, ...after] = callCell(context, cell, [step, ...before]) as [Value, ...Value[]];
      isState = output === after[0];
      const held = (value: Value, old: Value) => (kept ? choose(context, kept, value, old) : value);
      const states = after.map((state, i) => held(state, at(before, i)));
      if (isState && !returnSequences) return states;
      return [...states, isState ? at(states, 0) : held(output, at(before, 0))];
    },
  );
  const [batch, time] = [at(x.shape, 0), at(x.shape, 1)];
  const types = body.outputs.map(({ value: { dtype, shape } }, i) =>
    i < initial.length ? { dtype, shape } : { dtype, shape: [batch, time, ...shape.slice(1)] },
  );
  const all = (value: number) => sequences.map(() => value);
  const results = graph.ops(
    'Scan',
    [...initial, ...sequences],
    {
      num_scan_inputs: sequences.length,
      scan_input_axes: all(1),
      scan_input_directions: all(backwards ? 1 : 0),
      ...(body.outputs.length > initial.length && { scan_output_axes: [1] }),
    },
    types,
    { body },
  );
  const states = results.slice(0, initial.length);
  if (isState && !returnSequences) return { output: at(states, 0), states };
  const outputs = at(results, initial.length);
  if (returnSequences) return { output: outputs, states };
  return { output: gather(graph, outputs, graph.scalar(-1, 'int64'), 1), states };
}

/** One step in inference: the output, then the states. */
function callCell(context: FormContext, cell: CellLike, inputs: readonly Value[]): Value[] {
  const cells: readonly CellLike[] = [cell, ...(cell.cells ?? [])];
  const forget = () => {
    for (const one of cells) Object.assign<CellLike, MaskedCell>(one, noMasks);
  };
  forget();
  const outputs = cell.call(inputs.map(context.toTensor), { training: false }) as Tensor[];
  forget();
  return outputs.map((output) => context.toValue(output));
}

const noMasks: MaskedCell = { dropoutMask: null, recurrentDropoutMask: null };

/** `value` for samples whose step is kept, otherwise `old`. */
function choose({ graph }: FormContext, kept: Value, value: Value, old: Value): Value {
  const ones = value.shape.slice(1).map(() => 1);
  const isKept = reshape(graph, cast(graph, kept, 'bool'), [at(value.shape, 0), ...ones]);
  return where(graph, isKept, value, old);
}
