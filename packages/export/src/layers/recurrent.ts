/**
 * tf.layers.lstm, gru, simpleRNN, rnn and convLstm2d. ONNX's LSTM, GRU and RNN, or a Scan for any other
 * cell, loop over time themselves: the number of steps stays open.
 */
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Value } from '@ganport/graph';
import { at, reverse, transpose } from '@ganport/graph/ops';
import { keepSteps } from './kept-steps.ts';
import type { FormContext, LayerForm } from './layer-form.ts';
import { oneTensor, type LayerLike } from './layer-like.ts';
import { isKnownCell, runCell, stateSizes, type CellLike, type KnownCell } from './rnn-cell.ts';
import { scanCell } from './scan-cell.ts';

interface RecurrentLike extends LayerLike {
  readonly cell: CellLike;
  readonly returnSequences: boolean;
  readonly returnState: boolean;
  readonly goBackwards: boolean;
  readonly stateful: boolean;
  /** Zeros for each state. */
  getInitialState(inputs: Tensor): readonly Tensor[];
}

/** Runs a layer over its steps: the output, of all steps or of the last one, and then the states. */
interface Run {
  readonly rnn: RecurrentLike;
  /** [batch, time, …] */
  readonly x: Value;
  /** [batch, time]; steps where it is 0 are masked. */
  readonly mask: Value | undefined;
  /** Undefined for zeros. */
  readonly initial: readonly Value[] | undefined;
}

interface Ran {
  readonly output: Value;
  readonly states: readonly Value[];
}

export const recurrent: LayerForm = ({ layer, inputs, args }, context) => {
  const { mask, initialState } = args;
  if (mask && mask.rank !== 2) return undefined;
  const rnn = layer as RecurrentLike;
  const tensor = oneTensor(inputs);
  const cells = rnn.cell.cells ?? [rnn.cell];
  const zeros = () => rnn.getInitialState(tensor);
  const kept = () =>
    rnn.stateful
      ? context.states(
          layer,
          zeros().map(({ shape }) => shape),
        )
      : undefined;
  const initial = initialState?.map(context.toValue) ?? kept();
  const x = context.toValue(tensor);
  const given = { rnn, x, mask: mask ? context.toValue(mask) : undefined };
  const { output, states } = cells.every(isKnownCell)
    ? runKnownCells(context, cells, { ...given, initial })
    : scanSteps(context, { ...given, initial: initial ?? zeros().map(context.toValue) });
  if (rnn.stateful) context.setStates(layer, states);
  const result = context.toTensor(output);
  return rnn.returnState ? [result, ...states.map(context.toTensor)] : result;
};

function runKnownCells(
  context: FormContext,
  cells: readonly KnownCell[],
  { rnn, x, mask, initial }: Run,
): Ran {
  const { graph } = context;
  // Masked steps are left out, whatever the direction, so a reversed sequence is reversed first.
  const isReversed = mask !== undefined && rnn.goBackwards;
  const forwards = (value: Value) => (isReversed ? reverse(graph, value, [1]) : value);
  const kept = mask ? keepSteps(graph, forwards(mask)) : undefined;
  const sequence = forwards(x);
  const { outputs, states } = runStack(context, cells, {
    x: kept ? kept.first(sequence) : sequence,
    lengths: kept?.lengths ?? null,
    initial,
    backwards: rnn.goBackwards && !isReversed,
  });
  if (!rnn.returnSequences) return { output: at(states, 0), states };
  if (kept) return { output: kept.spread(outputs, initial?.[0]), states };
  return { output: rnn.goBackwards ? reverse(graph, outputs, [1]) : outputs, states };
}

function scanSteps(
  context: FormContext,
  { rnn, x, mask, initial }: Run & { readonly initial: readonly Value[] },
): Ran {
  const { goBackwards: backwards, returnSequences } = rnn;
  return scanCell(context, rnn.cell, { x, mask, initial, backwards, returnSequences });
}

interface StackRun {
  /** [batch, time, features] */
  readonly x: Value;
  readonly lengths: Value | null;
  readonly initial: readonly Value[] | undefined;
  readonly backwards: boolean;
}

/** Runs each cell over the outputs of the one before, over all steps at once. */
function runStack(
  context: FormContext,
  cells: readonly KnownCell[],
  { x, lengths, initial, backwards }: StackRun,
): { outputs: Value; states: readonly Value[] } {
  const { graph } = context;
  let sequence = transpose(graph, x, [1, 0, 2]);
  // tfjs has the states of the last cell first.
  let end = cells.flatMap(stateSizes).length;
  let states: readonly Value[] = [];
  for (const cell of cells) {
    const start = end - stateSizes(cell).length;
    const own = initial?.slice(start, end);
    const result = runCell(context, cell, { x: sequence, lengths, initial: own, backwards });
    sequence = result.outputs;
    states = [...result.states, ...states];
    end = start;
  }
  return { outputs: transpose(graph, sequence, [1, 0, 2]), states };
}
