/**
 * Removes transposes between images and dense layers by permuting the rows or columns of the constant
 * weights: Transpose, flatten, multiply; and multiply, reshape to images, Transpose.
 */
import { getFloat, getInt, getInts } from '../graph/attributes.ts';
import { int64Vector, reshaped, transposed } from '../graph/constant.ts';
import type { Constant, Dim, Graph, Node } from '../graph/graph.ts';
import { consumers, freshNames, onlyUses, producers } from '../graph/walk.ts';
import { type Facts, factsOf } from './facts.ts';
import { inverse, type Permutation } from './permutation.ts';
import { isReshape } from './reshape-normalization.ts';
import { reshapeTarget } from './reshape-target.ts';

/**
 * Removes transposes between images and dense layers.
 *
 * @example
 * // a = Transpose<perm = [0, 2, 3, 1]>(x); b = Reshape(a, [-1, 12]); y = Gemm(b, w)
 * // →  b = Reshape(x, [-1, 12]); y = Gemm(b, w')
 * const smaller = permuteDense(graph);
 */
export function permuteDense(graph: Graph): Graph {
  const facts = factsOf(graph);
  const made = producers(graph);
  const users = consumers(graph);
  const fresh = freshNames(graph);
  const initializers = new Map(graph.initializers);
  const values = new Map(graph.values);
  const replaced = new Map<Node, readonly Node[]>();
  const isOnlyUse = onlyUses(graph);
  const add = (base: string, constant: Constant): string => {
    const name = fresh(base);
    initializers.set(name, constant);
    return name;
  };

  /** Transpose, flatten, multiply. */
  const permuteRows = (node: Node, dense: Dense): void => {
    const reshape = made.get(node.inputs[0] ?? '');
    const transpose = made.get(reshape?.inputs[0] ?? '');
    if (!reshape || !isReshape(reshape) || !isOnlyUse(node.inputs[0]) || !transpose) return;
    const [source = ''] = transpose.inputs;
    const shape = facts.shape(source);
    const permutation = imagePermutation(transpose, shape);
    const flat = facts.shape(node.inputs[0] ?? '');
    const target = flat && reshapeTarget(flat);
    if (!permutation || !shape || !target) return;
    if (replaced.has(reshape) || replaced.has(transpose)) return;
    const sizes = permutation.map((axis) => Number(shape[axis])).slice(1);
    const weight = permutedAxis(dense.weight, dense.rows, sizes, inverse(permutation));
    if (flat.length !== 2 || weight === undefined) return;
    const inputs = [source, add(`${reshape.name}/shape`, int64Vector(target))];
    replaced.set(reshape, [{ ...reshape, op: 'Reshape', inputs, attributes: {} }]);
    const [x = '', name = '', ...more] = node.inputs;
    replaced.set(node, [{ ...node, inputs: [x, add(name, weight), ...more] }]);
  };

  /** Multiply, elementwise operators, reshape, Transpose. */
  const permuteColumns = (node: Node, dense: Dense): void => {
    let value = node.outputs[0] ?? '';
    let reshape = isOnlyUse(value) ? users.get(value)?.[0] : undefined;
    while (reshape && isUnary(reshape)) {
      value = reshape.outputs[0] ?? '';
      reshape = isOnlyUse(value) ? users.get(value)?.[0] : undefined;
    }
    const [images = ''] = reshape?.outputs ?? [];
    const transpose = isOnlyUse(images) ? users.get(images)?.[0] : undefined;
    const type = facts.type(images);
    if (!reshape || !isReshape(reshape) || !transpose || !type || replaced.has(node)) return;
    const permutation = imagePermutation(transpose, type.shape);
    const after = permutation?.map((axis) => type.shape[axis] ?? 1);
    const target = after && reshapeTarget(after);
    if (!permutation || !target || facts.shape(value)?.length !== 2) return;
    const sizes = type.shape.slice(1).map(Number);
    const weight = permutedAxis(dense.weight, dense.columns, sizes, permutation);
    const bias = dense.bias && permutedAxis(dense.bias, 0, sizes, permutation);
    if (!weight || (dense.bias && !bias)) return;
    const [x = '', name = '', biasName = ''] = node.inputs;
    const more = bias ? [add(biasName, bias)] : [];
    replaced.set(node, [{ ...node, inputs: [x, add(name, weight), ...more] }]);
    const inputs = [value, add(`${reshape.name}/shape`, int64Vector(target))];
    const outputs = transpose.outputs;
    replaced.set(reshape, []);
    replaced.set(transpose, [{ ...reshape, op: 'Reshape', inputs, outputs, attributes: {} }]);
  };

  for (const node of graph.nodes) {
    const dense = denseOf(node, facts);
    // A weight that another node uses too would be stored twice.
    if (dense === undefined || !isOnlyUse(node.inputs[1])) continue;
    permuteRows(node, dense);
    permuteColumns(node, dense);
  }
  if (replaced.size === 0) return graph;
  const nodes = graph.nodes.flatMap((node) => replaced.get(node) ?? [node]);
  return { ...graph, nodes, initializers, values };
}

/** A product of matrices with constant weights, and which axis of them is which. */
export interface Dense {
  readonly weight: Constant;
  readonly rows: 0 | 1;
  readonly columns: 0 | 1;
  readonly bias: Constant | undefined;
}

export function denseOf(node: Node, { constant }: Facts): Dense | undefined {
  const [, weightName = '', biasName = ''] = node.inputs;
  const weight = constant(weightName);
  const bias = constant(biasName);
  if (node.domain !== '' || weight?.shape.length !== 2) return undefined;
  if (node.op === 'MatMul') return { weight, rows: 0, columns: 1, bias: undefined };
  const isPlain = (getInt(node, 'transA') ?? 0) === 0 && (getFloat(node, 'beta') ?? 1) === 1;
  const [rows, columns] = getInt(node, 'transB') === 1 ? ([1, 0] as const) : ([0, 1] as const);
  const hasVector = biasName === '' || (bias?.shape.length === 1 && bias.data.length > 1);
  const fits = node.op === 'Gemm' && isPlain && hasVector;
  return fits ? { weight, rows, columns, bias } : undefined;
}

/** The permutation of a Transpose of images, whose batch stays first and whose other sizes are known. */
function imagePermutation(node: Node, shape: readonly Dim[] | undefined): Permutation | undefined {
  const permutation = node.op === 'Transpose' && node.domain === '' && getInts(node, 'perm');
  const isKnown = shape?.slice(1).every((size) => typeof size === 'number') ?? false;
  return permutation && permutation[0] === 0 && isKnown ? permutation : undefined;
}

/** One axis of a constant, seen as axes of these sizes, which change places as those of images. */
function permutedAxis(
  constant: Constant,
  axis: number,
  sizes: readonly number[],
  permutation: Permutation,
): Constant | undefined {
  const { shape } = constant;
  if (shape[axis] !== sizes.reduce((product, size) => product * size, 1)) return undefined;
  const axes = permutation.slice(1).map((from) => from - 1 + axis);
  const before = Array.from({ length: axis }, (_, index) => index);
  const after = shape.slice(axis + 1).map((_, index) => index + axis + sizes.length);
  const full = reshaped(constant, shape.toSpliced(axis, 1, ...sizes));
  return reshaped(transposed(full, [...before, ...axes, ...after]), shape);
}

const unary = new Set(
  'Abs Elu Erf Gelu HardSigmoid HardSwish LeakyRelu Mish Neg Relu Selu Sigmoid Softplus Tanh'.split(
    ' ',
  ),
);

/** A function of single numbers. */
export function isUnary(node: Node): boolean {
  return node.domain === '' && (unary.has(node.op) || node.op === 'Clip');
}
