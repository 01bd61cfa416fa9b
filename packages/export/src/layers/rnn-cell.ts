/**
 * tfjs's recurrent cells as ONNX's LSTM, GRU and RNN. Both compute the same; the gates have another
 * order, and ONNX has a row of weights for each gate where tfjs has a column.
 */
import {
  concat,
  expandDims,
  reshape as flatten,
  split,
  transpose,
  zerosLike,
  type Tensor,
} from '#tfjs-core';
import type { Attribute, Value } from '@ganport/graph';
import { at, reshape } from '@ganport/graph/ops';
import type { FormContext } from './layer-form.ts';
import { registeredName, type CallArguments } from './layer-like.ts';
import { rnnActivation } from './rnn-activations.ts';

interface Weight {
  read(): Tensor;
}

interface Activation {
  getClassName(): string;
}

/** A cell of tfjs-layers. */
export interface CellLike {
  readonly stateSize: number | readonly number[];
  /** The cells of a stack, from the input to the output. */
  readonly cells?: readonly CellLike[];
  /** One step: the inputs and the states → the output and the states. */
  call(inputs: readonly Tensor[], args: CallArguments): unknown;
}

/** A cell of one of the three kinds that ONNX has. */
export interface KnownCell extends CellLike {
  readonly units: number;
  readonly kernel: Weight;
  readonly recurrentKernel: Weight;
  readonly bias?: Weight | null;
  readonly activation: Activation;
  readonly recurrentActivation: Activation;
}

interface CellKind {
  readonly op: string;
  /** ONNX's gates in order: the place of each among tfjs's. */
  readonly gates: readonly number[];
  /** Whether the reset gate comes after the recurrent product, which then has a bias of its own. */
  readonly resetsAfter?: boolean;
  /** The activations of ONNX's operator in order. */
  readonly activations: readonly ('activation' | 'recurrentActivation')[];
}

const kinds: Readonly<Record<string, CellKind>> = {
  /** tfjs: input, forget, cell, output. ONNX: input, output, forget, cell. */
  LSTMCell: {
    op: 'LSTM',
    gates: [0, 3, 1, 2],
    activations: ['recurrentActivation', 'activation', 'activation'],
  },
  /** Both: update, reset, hidden. tfjs resets before the product, ONNX's linear_before_reset = 0. */
  GRUCell: {
    op: 'GRU',
    gates: [0, 1, 2],
    activations: ['recurrentActivation', 'activation'],
  },
  /** Keras's own GRU, which ganport registers for models that tfjs does not load. */
  ResetAfterGRUCell: {
    op: 'GRU',
    gates: [0, 1, 2],
    resetsAfter: true,
    activations: ['recurrentActivation', 'activation'],
  },
  SimpleRNNCell: { op: 'RNN', gates: [0], activations: ['activation'] },
};

function kindOf(cell: CellLike): CellKind | undefined {
  const name = registeredName(cell);
  return name !== undefined && Object.hasOwn(kinds, name) ? kinds[name] : undefined;
}

/** Whether an ONNX operator computes what the cell does. */
export function isKnownCell(cell: CellLike): cell is KnownCell {
  const kind = kindOf(cell);
  const known = cell as KnownCell;
  return (
    kind?.activations.every((name) => rnnActivation(known[name].getClassName()) !== undefined) ??
    false
  );
}

/** The cell's states, one or two. */
export const stateSizes = ({ stateSize }: CellLike): readonly number[] =>
  typeof stateSize === 'number' ? [stateSize] : stateSize;

interface Steps {
  /** [time, batch, features] */
  readonly x: Value;
  /** How many steps each sample has, int32 [batch]; null for all of them. */
  readonly lengths: Value | null;
  /** [batch, units] each; undefined for zeros. */
  readonly initial: readonly Value[] | undefined;
  readonly backwards: boolean;
}

interface CellResult {
  /** [time, batch, units], in the order of the inputs. */
  readonly outputs: Value;
  /** The last states, [batch, units] each. */
  readonly states: readonly Value[];
}

/** Runs a cell over all steps. */
export function runCell(context: FormContext, cell: KnownCell, steps: Steps): CellResult {
  const { graph } = context;
  const kind = kindOf(cell);
  if (!kind) throw new Error('not a known cell');
  const { units } = cell;
  const { x, lengths, initial } = steps;
  const [time, batch] = [at(x.shape, 0), at(x.shape, 1)];
  const stacked = [1, batch, units];
  const initialStates = initial?.map((state) => reshape(graph, state, stacked)) ?? [];
  const [y, ...last] = graph.ops(
    kind.op,
    [x, ...cellWeights(context, cell, kind), lengths, ...initialStates],
    {
      hidden_size: units,
      direction: steps.backwards ? 'reverse' : 'forward',
      ...(kind.resetsAfter && { linear_before_reset: 1 }),
      ...activationAttributes(cell, kind),
    },
    [
      { dtype: 'float32', shape: [time, 1, batch, units] },
      ...stateSizes(cell).map(() => ({ dtype: 'float32', shape: stacked }) as const),
    ],
  );
  // Squeeze, and not Reshape, needs no sizes, which may be open.
  const outputs = graph.op(
    'Squeeze',
    [y as Value, graph.ints([1])],
    {},
    {
      dtype: 'float32',
      shape: [time, batch, units],
    },
  );
  return { outputs, states: last.map((state) => reshape(graph, state, [batch, units])) };
}

function activationAttributes(
  cell: KnownCell,
  { activations }: CellKind,
): Record<string, Attribute> {
  const known = activations.map((name) => {
    const activation = rnnActivation(cell[name].getClassName());
    if (activation) return activation;
    throw new Error(`${cell[name].getClassName()} is no activation of ONNX's cells`);
  });
  // Each list has a number for each activation that takes one.
  const alphas = known.flatMap(({ alpha }) => alpha ?? []);
  const betas = known.flatMap(({ beta }) => beta ?? []);
  const floats = (value: readonly number[]) => ({ type: 'floats', value }) as const;
  return {
    activations: { type: 'strings', value: known.map(({ op }) => op) },
    ...(alphas.length > 0 && { activation_alpha: floats(alphas) }),
    ...(betas.length > 0 && { activation_beta: floats(betas) }),
  };
}

/** ONNX's W [1, gates, features], R [1, gates, units] and B [1, 2 · gates], with the weights' names. */
function cellWeights(
  context: FormContext,
  cell: KnownCell,
  { gates, resetsAfter }: CellKind,
): (Value | null)[] {
  const ordered = (tensor: Tensor): Tensor => {
    const parts = split(tensor, gates.length, -1);
    return concat(
      gates.map((gate) => at(parts, gate)),
      -1,
    );
  };
  const named = (weight: Weight, arrange: (tensor: Tensor) => Tensor): Value => {
    const variable = weight.read();
    const key = context.toValue(variable);
    return context.graph.memo(key, `${gates.join()} as rows`, () => {
      const arranged = expandDims(arrange(variable), 0);
      const name = context.weightName(variable);
      if (name !== undefined) context.nameConstant(arranged, name);
      return context.toValue(arranged);
    });
  };
  const rows = (kernel: Tensor) => transpose(ordered(kernel));
  /** ONNX has a second bias, of the recurrent product. */
  const biases = (bias: Tensor) =>
    resetsAfter ? flatten(ordered(bias), [-1]) : concat([ordered(bias), zerosLike(bias)], 0);
  return [
    named(cell.kernel, rows),
    named(cell.recurrentKernel, rows),
    cell.bias ? named(cell.bias, biases) : null,
  ];
}
