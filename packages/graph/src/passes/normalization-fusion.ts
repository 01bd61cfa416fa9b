/**
 * Replaces the arithmetic of instance normalization (Ulyanov et al. 2016) and layer normalization (Ba
 * et al. 2016) over all axes after the channels or over the last axis, by ONNX's operator. The arithmetic
 * is (x − mean) / √(variance + ε), whose scale and offset batch-norm-folding.ts folds in afterwards; or
 * x · f + (offset − mean · f) with f = scale / √(variance + ε), as batch normalization is computed.
 * Instance normalization is found only after transposes are removed, since ONNX has the channels second.
 */
import { float, getInt, getInts, int } from '../graph/attributes.ts';
import { constantOf } from '../graph/constant.ts';
import type { Constant, Graph, Node } from '../graph/graph.ts';
import { defaultOpset } from '../opset.ts';
import type { Facts } from './facts.ts';
import { fuse, type Fusion, type Pattern, type Surroundings } from './fuse.ts';
import { fromStart, identity } from './permutation.ts';

/**
 * Replaces the arithmetic of a normalization by InstanceNormalization or LayerNormalization.
 *
 * @param opset the operator set of the file; LayerNormalization came with 17
 * @example
 * // (x − mean) / √(variance + ε)  →  InstanceNormalization(x, ones, zeros)
 * const fused = fuseNormalizations(eliminateTransposes(graph));
 */
export function fuseNormalizations(graph: Graph, opset: number = defaultOpset): Graph {
  return fuse(graph, (node, surroundings) => {
    const fusion = quotient(node, surroundings) ?? affine(node, surroundings);
    return fusion?.op === 'LayerNormalization' && opset < 17 ? undefined : fusion;
  });
}

/** (x − mean) / √(variance + ε). */
const quotient: Pattern = (node, surroundings) => {
  const [value, divisor, inverse] = quotientOf(node, surroundings) ?? [];
  const spread = spreadOf(divisor, surroundings);
  if (!spread || !inverse || spread.centred.outputs[0] !== value) return undefined;
  return normalization(spread, [], inverse, surroundings);
};

/** x · f + (offset − mean · f), or without an offset x · f − mean · f. */
const affine: Pattern = (node, surroundings) => {
  const { maker } = surroundings;
  if (node.op !== 'Add' && node.op !== 'Sub') return undefined;
  const [a, b] = node.inputs;
  for (const [left, right] of node.op === 'Add'
    ? [
        [a, b],
        [b, a],
      ]
    : [[a, b]]) {
    const scaled = maker(left, 'Mul');
    const shift = node.op === 'Add' ? maker(right, 'Sub') : undefined;
    const meanPart = maker(shift ? shift.inputs[1] : right, 'Mul');
    if (!scaled || !meanPart || (node.op === 'Add' && !shift)) continue;
    const factor = scaled.inputs.find((input) => meanPart.inputs.includes(input));
    const found = factorOf(factor, surroundings);
    if (!found) continue;
    const { spread, scale, inner } = found;
    const isX = sameInputs(scaled, [factor, spread.x]);
    const isMean = sameInputs(meanPart, [factor, spread.mean.outputs[0]]);
    if (!isX || !isMean) continue;
    const own = [scaled, meanPart, ...(shift ? [shift] : []), ...inner];
    return normalization(spread, [scale, shift?.inputs[0]], own, surroundings);
  }
  return undefined;
};

/** Whether the two operands are these values, in any order. */
function sameInputs({ inputs: [a, b] }: Node, [x, y]: readonly (string | undefined)[]): boolean {
  return (a === x && b === y) || (a === y && b === x);
}

/** The parts of √(variance + ε). */
interface Spread {
  readonly x: string;
  readonly mean: Node;
  readonly variance: Node;
  /** x − mean. */
  readonly centred: Node;
  readonly epsilon: number;
  readonly inner: readonly Node[];
}

function spreadOf(value: string | undefined, surroundings: Surroundings): Spread | undefined {
  const { maker, number } = surroundings;
  const root = maker(value, 'Sqrt');
  const sum = maker(root?.inputs[0], 'Add');
  if (!root || !sum) return undefined;
  for (const [term, other] of [sum.inputs, sum.inputs.toReversed()]) {
    const variance = meanMaker(term, surroundings);
    const square = squareOf(variance?.inputs[0], surroundings);
    const centred = maker(square?.inputs[0], 'Sub');
    const [x = '', average] = centred?.inputs ?? [];
    const mean = meanMaker(average, surroundings);
    const epsilon = number(other);
    if (!variance || !square || !centred || mean?.inputs[0] !== x) continue;
    if (epsilon === undefined) continue;
    const inner = [mean, centred, square, variance, sum, root];
    return { x, mean, variance, centred, epsilon, inner };
  }
  return undefined;
}

function meanMaker(value: string | undefined, { maker }: Surroundings): Node | undefined {
  return maker(value, 'ReduceMean') ?? maker(value, 'GlobalAveragePool');
}

/** v · v or v². */
function squareOf(value: string | undefined, { maker, number }: Surroundings): Node | undefined {
  const product = maker(value, 'Mul');
  if (product !== undefined) {
    return product.inputs[0] === product.inputs[1] ? product : undefined;
  }
  const power = maker(value, 'Pow');
  return number(power?.inputs[1]) === 2 ? power : undefined;
}

/** The operands of a / b, or of a · (1 / b), with the node of 1 / b if there is one. */
function quotientOf(
  node: Node,
  { maker }: Surroundings,
): readonly [string, string, Node[]] | undefined {
  const [a = '', b = ''] = node.inputs;
  if (node.op === 'Div') return [a, b, []];
  if (node.op !== 'Mul') return undefined;
  for (const [value, other] of [
    [a, b],
    [b, a],
  ] as const) {
    const inverse = maker(other, 'Reciprocal');
    if (inverse) return [value, inverse.inputs[0] ?? '', [inverse]];
  }
  return undefined;
}

/** scale / √(variance + ε) or 1 / √(variance + ε), in the forms that quotients have. */
function factorOf(value: string | undefined, surroundings: Surroundings) {
  const { maker } = surroundings;
  const inverse = maker(value, 'Reciprocal');
  const plain = spreadOf(inverse?.inputs[0], surroundings);
  if (inverse && plain) {
    return { spread: plain, scale: undefined, inner: [inverse] };
  }
  const node = maker(value, 'Div') ?? maker(value, 'Mul');
  const [scale, divisor, more] = (node && quotientOf(node, surroundings)) ?? [];
  const spread = spreadOf(divisor, surroundings);
  return node && spread && more ? { spread, scale, inner: [node, ...more] } : undefined;
}

/** One of ONNX's operators, the length of its scale and offset, and their axis counted from the end. */
interface Operator {
  readonly op: 'InstanceNormalization' | 'LayerNormalization';
  readonly size: number;
  readonly axisFromEnd: number;
  readonly attributes: Node['attributes'];
}

function normalization(
  { x, mean, variance, epsilon, inner }: Spread,
  [scale, offset]: readonly (string | undefined)[],
  more: readonly Node[],
  { facts }: Surroundings,
): Fusion | undefined {
  const operator = operatorOf(x, [mean, variance], facts);
  if (operator === undefined) return undefined;
  const vectors = [vectorOf(scale, 1, operator, facts), vectorOf(offset, 0, operator, facts)];
  const [weight, bias] = vectors;
  if (!weight || !bias) return undefined;
  return {
    op: operator.op,
    inputs: [x, { suffix: 'scale', constant: weight }, { suffix: 'bias', constant: bias }],
    attributes: { ...operator.attributes, epsilon: float(epsilon) },
    inner: [...inner, ...more],
  };
}

/** A constant with one number, or with one for each channel, as a vector. */
function vectorOf(
  value: string | undefined,
  otherwise: number,
  { size, axisFromEnd }: Operator,
  { constant }: Facts,
): Constant | undefined {
  if (value === undefined)
    return constantOf('float32', [size], Array<number>(size).fill(otherwise));
  const given = constant(value);
  if (given?.dtype !== 'float32') return undefined;
  const { data, shape } = given;
  if (data.length === 1) {
    return constantOf('float32', [size], Array<number>(size).fill(Number(data[0])));
  }
  const isVector = data.length === size && shape.at(-axisFromEnd) === size;
  return isVector ? { ...given, shape: [size] } : undefined;
}

/** The operator that normalizes x over the axes of both means. */
function operatorOf(x: string, means: readonly Node[], facts: Facts): Operator | undefined {
  const { dtype, shape } = facts.type(x) ?? { shape: [] };
  if (dtype !== 'float32') return undefined;
  const rank = shape.length;
  const [axes, others] = means.map((mean) => {
    const spatial = mean.op === 'GlobalAveragePool' ? identity(rank).slice(2) : undefined;
    const given = spatial ?? getInts(mean, 'axes') ?? facts.integers(mean.inputs[1]);
    const sorted = given?.map((axis) => fromStart(axis, rank)).toSorted((a, b) => a - b);
    return getInt(mean, 'keepdims') === 0 ? undefined : sorted?.join();
  });
  if (axes === undefined || axes !== others) return undefined;
  const [channels, last] = [shape[1], shape[rank - 1]];
  if (axes === String(rank - 1) && rank > 1 && typeof last === 'number') {
    return { op: 'LayerNormalization', size: last, axisFromEnd: 1, attributes: { axis: int(-1) } };
  }
  const behind = identity(rank).slice(2).join();
  if (axes !== behind || rank < 3 || typeof channels !== 'number') return undefined;
  return { op: 'InstanceNormalization', size: channels, axisFromEnd: rank - 1, attributes: {} };
}
