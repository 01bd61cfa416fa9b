/**
 * Folds arithmetic before a linear operator into its constant weights: a scale of each input channel
 * scales the weights, an offset changes the bias. An offset goes into a convolution only where it pads
 * with nothing, since padding comes after the offset. batch-norm-folding.ts folds what comes behind.
 */
import { getFloat, getInt, getInts } from '../graph/attributes.ts';
import { constantOf } from '../graph/constant.ts';
import type { Constant, Dim, Graph, Node } from '../graph/graph.ts';
import { sizeOf } from '../graph/shape.ts';
import { freshNames, onlyUses, producers } from '../graph/walk.ts';
import { perChannel } from './affine-fusion.ts';
import { type Facts, factsOf } from './facts.ts';
import { isReshape } from './reshape-normalization.ts';

/**
 * Folds arithmetic with constants into the weights of the convolution or dense layer behind it. Results
 * are rounded differently.
 *
 * @example
 * // a = Mul(x, scale); b = Add(a, shift); y = Gemm(b, w)  →  y = Gemm(x, w', bias)
 * const folded = foldForward(graph);
 */
export function foldForward(graph: Graph): Graph {
  const facts = factsOf(graph);
  const made = producers(graph);
  const fresh = freshNames(graph);
  const isOnlyUse = onlyUses(graph);
  const initializers = new Map(graph.initializers);
  const replaced = new Map<Node, readonly Node[]>();
  for (const node of graph.nodes) {
    const [input = '', weightName = '', biasName = ''] = node.inputs;
    const linear = linearOf(node, facts);
    // A weight that another node uses too would be stored twice.
    if (!linear || !isOnlyUse(input) || !isOnlyUse(weightName)) continue;
    const reshape = linear.flattens && isReshape(made.get(input)) ? made.get(input) : undefined;
    const value = reshape ? (reshape.inputs[0] ?? '') : input;
    const before = made.get(value);
    const affine = before && isOnlyUse(value) ? affineOf(before, facts) : undefined;
    const shape = facts.shape(value);
    if (!before || !affine || !shape || replaced.has(before)) continue;
    if (affine.shift !== undefined && linear.pads) continue;
    if (reshape && !isFlatten(shape, facts.shape(input))) continue;
    const area = linear.inputs / affine.channels;
    if (!Number.isInteger(area) || (reshape === undefined && area !== 1)) continue;
    const { weight, bias } = folded(linear, affine, area);
    const name = fresh(weightName);
    initializers.set(name, weight);
    const inputs = [reshape ? input : affine.input, name];
    if (bias !== undefined) {
      const chosen = fresh(biasName === '' ? `${node.name}/bias` : biasName);
      initializers.set(chosen, bias);
      inputs.push(chosen);
    }
    const op = node.op === 'MatMul' && bias !== undefined ? 'Gemm' : node.op;
    replaced.set(before, []);
    if (reshape) replaced.set(reshape, [withInput(reshape, affine.input)]);
    replaced.set(node, [{ ...node, op, inputs }]);
  }
  if (replaced.size === 0) return graph;
  const nodes = graph.nodes.flatMap((node) => replaced.get(node) ?? [node]);
  return { ...graph, nodes, initializers };
}

const withInput = (node: Node, input: string): Node => ({
  ...node,
  inputs: [input, ...node.inputs.slice(1)],
});

/** A linear operator's constants, and which axes of the weight are its inputs and its outputs. */
interface Linear {
  readonly weight: Constant;
  readonly bias: Constant | undefined;
  readonly inputAxis: 0 | 1;
  readonly outputAxis: 0 | 1;
  readonly inputs: number;
  /** Whether it adds zeros around its input. */
  readonly pads: boolean;
  /** Whether it reads images as vectors. */
  readonly flattens: boolean;
}

function linearOf(node: Node, facts: Facts): Linear | undefined {
  const [input = '', weightName = '', biasName = ''] = node.inputs;
  const weight = facts.constant(weightName);
  const bias = facts.constant(biasName);
  if (node.domain !== '' || weight?.dtype !== 'float32') return undefined;
  if (biasName !== '' && bias?.shape.length !== 1) return undefined;
  const make = (inputAxis: 0 | 1, pads: boolean, flattens: boolean): Linear | undefined => {
    const outputAxis = inputAxis === 0 ? 1 : 0;
    const [inputs, outputs] = [weight.shape[inputAxis] ?? 0, weight.shape[outputAxis] ?? 0];
    const fits = bias === undefined || bias.data.length === outputs;
    return fits ? { weight, bias, inputAxis, outputAxis, inputs, pads, flattens } : undefined;
  };
  if (node.op === 'Conv') {
    const pads = getInts(node, 'pads')?.some((amount) => amount !== 0) ?? false;
    const isAutomatic = node.attributes['auto_pad'] !== undefined;
    return (getInt(node, 'group') ?? 1) === 1 ? make(1, pads || isAutomatic, false) : undefined;
  }
  if (weight.shape.length !== 2 || facts.shape(input)?.length !== 2) return undefined;
  if (node.op === 'MatMul') return make(0, false, true);
  const flags = [
    getInt(node, 'transA') ?? 0,
    getFloat(node, 'alpha') ?? 1,
    getFloat(node, 'beta') ?? 1,
  ];
  if (node.op !== 'Gemm' || flags.join() !== '0,1,1') return undefined;
  return make(getInt(node, 'transB') === 1 ? 1 : 0, false, true);
}

/** input · scale + shift with one number for each element of the second axis. */
interface Affine {
  readonly input: string;
  readonly channels: number;
  readonly scale: ArrayLike<number> | undefined;
  readonly shift: ArrayLike<number> | undefined;
}

function affineOf(node: Node, facts: Facts): Affine | undefined {
  if (node.domain !== '') return undefined;
  const [a = '', b = ''] = node.inputs;
  const isLeft = (node.op === 'Mul' || node.op === 'Add') && facts.constant(a) !== undefined;
  const [input, ...others] = isLeft ? [b, a] : node.inputs;
  const shape = facts.shape(input ?? '');
  const channels = shape?.[1];
  if (input === undefined || !shape || typeof channels !== 'number') return undefined;
  const vectors = others.map((name) => {
    const constant = facts.constant(name);
    // The parameters of BatchNormalization are vectors; others are broadcast.
    const isParameter = node.op === 'BatchNormalization' && constant?.data.length === channels;
    const rank = isParameter ? 2 : shape.length;
    const vector = constant && perChannel(constant, channels, rank);
    return vector && Array.from(vector.data, Number);
  });
  const [first, second, mean, variance] = vectors;
  if (vectors.some((vector) => vector === undefined) || first === undefined) return undefined;
  const none = undefined;
  switch (node.op) {
    case 'Mul':
      return { input, channels, scale: first, shift: none };
    case 'Div':
      return { input, channels, scale: first.map((number) => 1 / number), shift: none };
    case 'Add':
      return { input, channels, scale: none, shift: first };
    case 'Sub':
      return { input, channels, scale: none, shift: first.map((number) => -number) };
    case 'BatchNormalization': {
      if (!second || !mean || !variance || node.outputs.length > 1) return undefined;
      const epsilon = getFloat(node, 'epsilon') ?? 1e-5;
      const scale = first.map((number, i) => number / Math.sqrt((variance[i] ?? 1) + epsilon));
      const shift = second.map((number, i) => number - (mean[i] ?? 0) * (scale[i] ?? 1));
      return { input, channels, scale, shift };
    }
    default:
      return undefined;
  }
}

/** Whether a reshape turns images into vectors, channel after channel. */
function isFlatten(shape: readonly Dim[], flat: readonly Dim[] | undefined): boolean {
  const sizes = shape.slice(1).filter((size) => typeof size === 'number');
  const isKnown = sizes.length === shape.length - 1;
  return isKnown && flat?.length === 2 && flat[0] === shape[0] && flat[1] === sizeOf(sizes);
}

/** @param area how many inputs of the weight belong to one channel */
function folded({ weight, bias, inputAxis, outputAxis }: Linear, affine: Affine, area: number) {
  const { scale, shift } = affine;
  const [first = 1, second = 1] = weight.shape;
  const window = sizeOf(weight.shape.slice(2));
  const data = new Float32Array(weight.data.length);
  const sums = new Float64Array(weight.shape[outputAxis] ?? 0);
  for (let i = 0; i < first; i++) {
    for (let j = 0; j < second; j++) {
      const channel = Math.floor((inputAxis === 0 ? i : j) / area);
      const [factor, term] = [scale?.[channel] ?? 1, shift?.[channel] ?? 0];
      const output = inputAxis === 0 ? j : i;
      for (let k = 0; k < window; k++) {
        const at = (i * second + j) * window + k;
        const number = Number(weight.data[at]);
        data[at] = number * factor;
        sums[output] = (sums[output] ?? 0) + number * term;
      }
    }
  }
  const biased = Array.from(sums, (sum, output) => sum + Number(bias?.data[output] ?? 0));
  return {
    weight: { ...weight, data },
    bias: shift === undefined ? bias : constantOf('float32', [biased.length], biased),
  };
}
