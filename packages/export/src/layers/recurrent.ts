/**
 * tf.layers.lstm, gru, simpleRNN and rnn as ONNX's LSTM, GRU and RNN, which loop over time themselves:
 * the number of steps stays open. Cells that ONNX does not have are left to tfjs's own loop.
 */
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Value } from '@ganport/graph';
import { at, reverse, transpose } from '@ganport/graph/ops';
import { ExportError } from '../errors.ts';
import { keepSteps, type KeptSteps } from './kept-steps.ts';
import type { FormContext, LayerForm } from './layer-form.ts';
import { oneTensor, type LayerLike } from './layer-like.ts';
import { isKnownCell, runCell, stateSizes, type CellLike, type KnownCell } from './rnn-cell.ts';

interface RecurrentLike extends LayerLike {
  readonly cell: CellLike;
  readonly returnSequences: boolean;
  readonly returnState: boolean;
  readonly goBackwards: boolean;
  readonly stateful: boolean;
}

export const recurrent: LayerForm = ({ layer, inputs, args }, context) => {
  const { mask, initialState } = args;
  const rnn = layer as RecurrentLike;
  const cells = rnn.cell.cells ?? [rnn.cell];
  const tensor = oneTensor(inputs);
  if (!cells.every(isKnownCell) || (mask && mask.rank !== 2)) {
    if (!rnn.stateful) return undefined;
    throw new ExportError(
      'unsupported-layer',
      `layer ${layer.name} is stateful, and its cell is none that ONNX has; make it of LSTM, GRU or SimpleRNN cells, or set stateful to false`,
    );
  }
  const { graph } = context;
  const x = context.toValue(tensor);
  const sizes = stackSizes(cells);
  const given = rnn.stateful
    ? context.states(
        layer,
        sizes.map((size) => [at(x.shape, 0), size]),
      )
    : undefined;
  const initial = initialState?.map((state) => context.toValue(state)) ?? given;

  // Masked steps are left out, whatever the direction, so a reversed sequence is reversed first.
  const reversed = mask && rnn.goBackwards;
  const forwards = (value: Value) => (reversed ? reverse(graph, value, [1]) : value);
  const kept = mask ? keepSteps(graph, forwards(context.toValue(mask))) : undefined;
  const sequence = forwards(x);
  const result = runStack(context, cells, {
    x: kept ? kept.first(sequence) : sequence,
    kept,
    initial,
    backwards: rnn.goBackwards && !reversed,
  });
  if (rnn.stateful) context.setStates(layer, result.states);

  const output = () => {
    if (!rnn.returnSequences) return at(result.states, 0);
    if (kept) return kept.spread(result.outputs, initial?.[0]);
    return rnn.goBackwards ? reverse(graph, result.outputs, [1]) : result.outputs;
  };
  const tensors = (values: readonly Value[]): Tensor[] => values.map(context.toTensor);
  const [first, ...states] = tensors(
    rnn.returnState ? [output(), ...result.states] : [output()],
  ) as [Tensor, ...Tensor[]];
  return rnn.returnState ? [first, ...states] : first;
};

/** The states of a stack in tfjs's order: those of the last cell first. */
const stackSizes = (cells: readonly CellLike[]): readonly number[] =>
  cells.toReversed().flatMap(stateSizes);

interface StackRun {
  /** [batch, time, features] */
  readonly x: Value;
  readonly kept: KeptSteps | undefined;
  readonly initial: readonly Value[] | undefined;
  readonly backwards: boolean;
}

/** Runs each cell over the outputs of the one before, over all steps at once. */
function runStack(
  context: FormContext,
  cells: readonly KnownCell[],
  { x, kept, initial, backwards }: StackRun,
): { outputs: Value; states: readonly Value[] } {
  const { graph } = context;
  let sequence = transpose(graph, x, [1, 0, 2]);
  let end = stackSizes(cells).length;
  let states: readonly Value[] = [];
  for (const cell of cells) {
    const start = end - stateSizes(cell).length;
    const own = initial?.slice(start, end);
    const result = runCell(context, cell, {
      x: sequence,
      lengths: kept?.lengths ?? null,
      initial: own,
      backwards,
    });
    sequence = result.outputs;
    states = [...result.states, ...states];
    end = start;
  }
  return { outputs: transpose(graph, sequence, [1, 0, 2]), states };
}
