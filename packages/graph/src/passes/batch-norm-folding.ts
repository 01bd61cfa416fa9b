/**
 * Folds arithmetic behind a linear operator into its constants. A product or quotient with one number per
 * output channel scales the weights; a sum or difference changes the bias, whatever the weights are. Batch
 * normalization in inference is both (Ioffe and Szegedy 2015, section 3.1). Rounding differs.
 */
import { entryOf, getFloat, getInt } from '../graph/attributes.ts';
import { constantOf, reshaped } from '../graph/constant.ts';
import type { Constant, Dim, Graph, Node } from '../graph/graph.ts';
import { freshNames, onlyUses, producers } from '../graph/walk.ts';
import { type Facts, factsOf } from './facts.ts';
import { foldArithmetic } from './fold-arithmetic.ts';

/** A linear operator's weight and bias, and where its output channels are. */
interface Linear {
  /** Undefined for one that is computed, as weights are that a file stores in fewer bits. */
  readonly weight: Constant | undefined;
  readonly bias: Constant | undefined;
  readonly channels: number;
  /** The axis of the weight, counted from the start. */
  readonly weightAxis: number;
  /** The axis of the output, counted from the end: 1 is the last. */
  readonly axisFromEnd: number;
  readonly rank: number;
  /** The operator that also takes a bias as its third input, if there is one. */
  readonly withBias: string | undefined;
}

/**
 * Folds arithmetic with constants into the weights of the linear operator or normalization before it.
 * Results are rounded differently.
 *
 * @example
 * // y = Conv(x, w); z = Mul(y, scale); t = Add(z, shift)  →  t = Conv(x, w', shift)
 * const folded = foldBatchNorms(graph);
 */
export function foldBatchNorms(graph: Graph): Graph {
  let current = graph;
  // Each round folds one operator into each linear one.
  for (let next = foldOnce(current); next !== current; next = foldOnce(current)) current = next;
  return current;
}

function foldOnce(graph: Graph): Graph {
  const facts = factsOf(graph);
  const made = producers(graph);
  const fresh = freshNames(graph);
  const isOnlyUse = onlyUses(graph);
  const initializers = new Map(graph.initializers);
  const replaced = new Map<Node, readonly Node[]>();
  for (const node of graph.nodes) {
    const [a = '', b = ''] = node.inputs;
    const [value, other] =
      facts.constant(b) === undefined && commutes.has(node.op) ? [b, a] : [a, b];
    const operand = facts.constant(other);
    const effect = node.domain === '' ? entryOf(effects, node.op) : undefined;
    const maker = made.get(value);
    if (!operand || !effect || !maker || replaced.has(maker) || !isOnlyUse(value)) continue;
    const [input = '', weightName = '', biasName = ''] = maker.inputs;
    const linear = linearOf(maker, facts);
    const vector = linear && perChannel(operand, linear);
    const folded = linear && vector && effect(linear, vector);
    const op = folded?.bias ? linear?.withBias : maker.op;
    if (folded === undefined || op === undefined) continue;
    if (folded.weight !== undefined) {
      // A weight that another node uses too would be stored twice.
      if (!isOnlyUse(weightName)) continue;
      initializers.set(weightName, folded.weight);
    }
    const inputs = [input, weightName];
    if (folded.bias !== undefined) {
      const name = isOnlyUse(biasName) ? biasName : fresh(`${maker.name}/bias`);
      initializers.set(name, folded.bias);
      inputs.push(name);
    }
    replaced.set(maker, []);
    replaced.set(node, [{ ...maker, op, inputs, outputs: node.outputs }]);
  }
  if (replaced.size === 0) return graph;
  const nodes = graph.nodes.flatMap((node) => replaced.get(node) ?? [node]);
  return { ...graph, nodes, initializers };
}

const commutes = new Set(['Add', 'Mul']);

/**
 * The weight and the bias after an operator with one number per channel. No weight is one that stays as it is.
 * Undefined where the operator cannot be folded.
 */
type Effect = (
  linear: Linear,
  vector: Constant,
) => { readonly weight?: Constant; readonly bias: Constant | undefined } | undefined;

const scale =
  (op: 'Mul' | 'Div'): Effect =>
  ({ weight, bias, weightAxis }, vector) => {
    if (weight === undefined) return undefined;
    const sizes = weight.shape.map((_, axis) => (axis === weightAxis ? vector.data.length : 1));
    const scaled = foldArithmetic(op, [weight, reshaped(vector, sizes)]);
    return scaled && { weight: scaled, bias: bias && foldArithmetic(op, [bias, vector]) };
  };

const shift =
  (op: 'Add' | 'Sub'): Effect =>
  ({ bias, channels }, vector) => {
    const before = bias ?? constantOf('float32', [channels], Array<number>(channels).fill(0));
    const shifted = foldArithmetic(op, [before, vector]);
    return shifted && { bias: shifted };
  };

const effects: Readonly<Record<string, Effect>> = {
  Mul: scale('Mul'),
  Div: scale('Div'),
  Add: shift('Add'),
  Sub: shift('Sub'),
};

/** The operand as a vector of one number, or of one per channel; undefined for any other operand. */
function perChannel(operand: Constant, linear: Linear): Constant | undefined {
  const { shape, data } = operand;
  if (shape.length > linear.rank || operand.dtype !== 'float32') return undefined;
  if (data.length === 1) return reshaped(operand, [1]);
  const axis = shape.length - linear.axisFromEnd;
  const isVector = data.length === linear.channels && shape[axis] === linear.channels;
  return isVector ? reshaped(operand, [linear.channels]) : undefined;
}

function linearOf(node: Node, facts: Facts): Linear | undefined {
  if (node.domain !== '') return undefined;
  const { dtype, shape = [] } = facts.type(node.inputs[1] ?? '') ?? {};
  const hasBias = (node.inputs[2] ?? '') !== '';
  const bias = hasBias ? facts.constant(node.inputs[2] ?? '') : undefined;
  if (dtype !== 'float32' || (hasBias && bias === undefined)) return undefined;
  const layout = entryOf(layouts, node.op)?.(node, shape, facts);
  const channels = shape[layout?.weightAxis ?? -1];
  if (layout === undefined || typeof channels !== 'number') return undefined;
  // Gemm broadcasts its third input, which may be a scalar or a matrix.
  if (bias !== undefined && bias.shape.join() !== String(channels)) return undefined;
  return { weight: facts.constant(node.inputs[1] ?? ''), bias, channels, ...layout };
}

type Layout = Pick<Linear, 'weightAxis' | 'axisFromEnd' | 'rank' | 'withBias'>;

const layouts: Readonly<
  Record<string, (node: Node, weight: readonly Dim[], facts: Facts) => Layout | undefined>
> = {
  Conv: (_, { length: rank }) => ({
    weightAxis: 0,
    axisFromEnd: rank - 1,
    rank,
    withBias: 'Conv',
  }),
  ConvTranspose: (node, { length: rank }) =>
    // With groups a weight's second axis holds the channels of one group only.
    (getInt(node, 'group') ?? 1) === 1
      ? { weightAxis: 1, axisFromEnd: rank - 1, rank, withBias: 'ConvTranspose' }
      : undefined,
  /** The scale of a normalization is its weight. */
  InstanceNormalization: (node, _, { shape }) => {
    const rank = shape(node.inputs[0] ?? '')?.length;
    if (!rank) return undefined;
    return { weightAxis: 0, axisFromEnd: rank - 1, rank, withBias: 'InstanceNormalization' };
  },
  LayerNormalization: (node, sizes, { shape }) => {
    const rank = shape(node.inputs[0] ?? '')?.length;
    const isLast = sizes.length === 1 && [-1, (rank ?? 0) - 1].includes(getInt(node, 'axis') ?? -1);
    if (!rank || !isLast || node.outputs.length > 1) return undefined;
    return { weightAxis: 0, axisFromEnd: 1, rank, withBias: 'LayerNormalization' };
  },
  MatMul: (node, weight, { shape }) => {
    const rank = shape(node.inputs[0] ?? '')?.length ?? 0;
    if (weight.length !== 2 || rank < 2) return undefined;
    // Only Gemm has a bias, and only for matrices.
    return { weightAxis: 1, axisFromEnd: 1, rank, withBias: rank === 2 ? 'Gemm' : undefined };
  },
  Gemm: (node) => {
    const plain = (getFloat(node, 'alpha') ?? 1) === 1 && (getFloat(node, 'beta') ?? 1) === 1;
    const weightAxis = getInt(node, 'transB') === 1 ? 0 : 1;
    return plain ? { weightAxis, axisFromEnd: 1, rank: 2, withBias: 'Gemm' } : undefined;
  },
};
