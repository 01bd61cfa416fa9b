/**
 * Makes products with gathered rows smaller: one matrix with constant weights for each place of a locally
 * connected layer, times the rows under its window. Rows that a window has twice (of an image that was
 * enlarged) and rows of zeros (of one that was padded) have one weight or none; arithmetic before and a bias behind
 * are part of the product; places with the same window are one product. row-sources.ts finds the rows, and
 * window-products.ts has the weights.
 */
import { getFloat, ints, int } from '../graph/attributes.ts';
import { expanded, int64Vector, reshaped, transposed } from '../graph/constant.ts';
import type { Constant, Dim, Graph, Node } from '../graph/graph.ts';
import { consumers, freshNames, onlyUses, producers } from '../graph/walk.ts';
import { denseOf } from './dense-layout.ts';
import { type Facts, factsOf } from './facts.ts';
import { type Rows, rowSources } from './row-sources.ts';
import { blocksOf, orderOfRows, productOf } from './window-products.ts';

/**
 * Makes products with gathered rows smaller. Results are rounded differently.
 *
 * @example
 * // a = Resize(x); b = Transpose(a); c = Gather(b, windows); d = Reshape(c); y = MatMul(w, d)
 * // →  b = Transpose(x); c = Gather(b, fewer); d = Reshape(c); e = MatMul(w', d); y = Gather(e, places)
 * const faster = gatherLess(graph);
 */
export function gatherLess(graph: Graph): Graph {
  const facts = factsOf(graph);
  const made = producers(graph);
  const users = consumers(graph);
  const fresh = freshNames(graph);
  const sourcesOf = rowSources(graph);
  const initializers = new Map(graph.initializers);
  const values = new Map(graph.values);
  const replaced = new Map<Node, readonly Node[]>();
  /** Values that are no longer made. */
  const gone = new Set<string>();
  const isOnlyUse = onlyUses(graph);
  /** The node that makes a value for one user alone. */
  const onlyMaker = (value = '', op?: string): Node | undefined => {
    const maker = isOnlyUse(value) ? made.get(value) : undefined;
    return maker?.domain === '' && maker.op === (op ?? maker.op) ? maker : undefined;
  };
  for (const node of graph.nodes) {
    const [matrices = '', elements = ''] = node.inputs;
    const weights = facts.constant(matrices);
    const [, , batch = ''] = facts.shape(node.outputs[0] ?? '') ?? [];
    if (node.op !== 'MatMul' || node.domain !== '' || batch === '') continue;
    if (weights?.dtype !== 'float32' || weights.shape.length !== 3) continue;
    const gather = onlyMaker(onlyMaker(elements, 'Reshape')?.inputs[0], 'Gather');
    const rows = gather && sourcesOf(elements);
    if (!rows || gather.outputs.includes(rows.source)) continue;
    const before = rows.batch === 'first' ? onlyMaker(rows.source) : undefined;
    const dense = before && turnedDense(before, facts, rows.count);
    const isOurs =
      ours.has(weights) && sourcesOf(gather.inputs[0] ?? '')?.index.every((row, at) => row === at);
    const [places = 1, filters = 1] = weights.shape;
    const [product = ''] = node.outputs;
    const [behind] = isOnlyUse(product) ? (users.get(product) ?? []) : [];
    const bias = behind && biasOf(behind, facts, [places, filters, 1]);
    if ((isOurs && !bias && !dense) || gone.has(rows.source)) continue;
    const name = node.name.replace(/\/MatMul$/, '');
    const found = { name, weights, rows, bias, batch, dense, facts, fresh };
    const { nodes, constants, types } = written(found);
    const last = nodes.at(-1) as Node;
    for (const [key, constant] of constants) initializers.set(key, constant);
    for (const [key, shape] of types) {
      if (key !== last.outputs[0]) values.set(key, { name: key, dtype: 'float32', shape });
    }
    const end = bias ? behind : node;
    if (end !== node) {
      replaced.set(node, []);
      gone.add(product);
    }
    replaced.set(end, [...nodes.slice(0, -1), { ...last, outputs: end.outputs }]);
  }
  if (replaced.size === 0) return graph;
  const nodes = graph.nodes.flatMap((node) => replaced.get(node) ?? [node]);
  return { ...graph, nodes, initializers, values };
}

/** Weights and biases that this pass made. */
const ours = new WeakSet<Constant>();

/** What a node adds to the products, one number for each row. */
function biasOf(node: Node, { constant }: Facts, shape: readonly number[]): Constant | undefined {
  if (node.op !== 'Add' || node.domain !== '') return undefined;
  const bias = constant(node.inputs[1] ?? '') ?? constant(node.inputs[0] ?? '');
  const own = bias?.shape ?? [];
  const isBroadcast = own.every(
    (size, axis) => size === 1 || size === shape[axis + 3 - own.length],
  );
  if (bias && ours.has(bias)) return undefined;
  return bias && own.length <= 3 && isBroadcast ? expanded(bias, shape) : undefined;
}

interface Found {
  readonly name: string;
  readonly weights: Constant;
  readonly rows: Rows;
  readonly bias: Constant | undefined;
  readonly batch: Dim;
  /** What makes the source, for the products alone, where its batch is first. */
  readonly dense: Dense | undefined;
  readonly facts: Facts;
  readonly fresh: (base: string) => string;
}

/** The nodes of the product. The last one makes its result. */
function written({ name, weights, rows, bias, batch, dense, facts, fresh }: Found) {
  const nodes: Node[] = [];
  const constants = new Map<string, Constant>();
  const types = new Map<string, readonly Dim[]>();
  const keep = (suffix: string, constant: Constant): string => {
    const chosen = fresh(`${name}/${suffix}`);
    constants.set(chosen, constant);
    return chosen;
  };
  const add = (
    op: string,
    inputs: readonly string[],
    shape: readonly Dim[],
    attributes: Node['attributes'] = {},
  ): string => {
    const output = fresh(`${name}/${op}_y`);
    types.set(output, shape);
    const own = fresh(`${name}/${op}`);
    nodes.push({ name: own, op, domain: '', inputs, outputs: [output], attributes });
    return output;
  };
  const asRows = (value: string, ...shape: readonly number[]) =>
    add('Reshape', [value, keep('shape', int64Vector([...shape, -1]))], [...shape, batch]);
  const gathered = (value: string, index: readonly number[], ...shape: readonly number[]) =>
    add('Gather', [value, keep('rows', int64Vector(index))], [index.length, ...shape, batch], {
      axis: int(0),
    });
  const mapped = (value: string, shape: readonly Dim[]) =>
    rows.functions.reduce(
      (input, { op, inputs, attributes }) =>
        add(op, [input, ...inputs.slice(1)], shape, attributes),
      value,
    );

  const { count } = rows;
  let product = productOf(weights, rows, bias);
  let value = rows.source;
  if (dense) {
    // The order of its results is free.
    const order = orderOfRows(product, count);
    const to = new Map(order.map((row, at) => [row, at]));
    const index = rows.index.map((row) => to.get(row) ?? row);
    product = productOf(weights, { ...rows, index }, bias);
    const chosen = (constant: Constant) => chosenRows(constant, order);
    const [vectors = 0] = dense.weight.shape.slice(1);
    value = add('Transpose', [dense.input], [vectors, batch], { perm: ints([1, 0]) });
    value = add('MatMul', [keep('weights', chosen(dense.weight)), value], [count, batch]);
    if (dense.bias) value = add('Add', [value, keep('bias', chosen(dense.bias))], [count, batch]);
    value = mapped(value, [count, batch]);
  } else if (rows.batch === 'first') {
    value = mapped(value, facts.shape(value) ?? []);
    value = add('Reshape', [value, keep('shape', int64Vector([-1, count]))], [batch, count]);
    value = add('Transpose', [value], [count, batch], { perm: ints([1, 0]) });
  } else {
    value = mapped(value, facts.shape(value) ?? []);
    value = asRows(value, count);
  }
  const [places = 1, filters = 1] = weights.shape;
  const { products, window, order } = product;
  const height = (places * filters) / products;
  const { unit, blocks } = blocksOf(product, count);
  // Other passes move an axis of one element.
  value =
    unit === 1
      ? gathered(value, blocks)
      : gathered(asRows(value, count / unit, unit), blocks, unit);
  value = asRows(value, products, window);
  ours.add(product.weights);
  if (product.shift) ours.add(product.shift);
  value = add('MatMul', [keep('weights', product.weights), value], [products, height, batch]);
  if (product.shift) {
    value = add('Add', [value, keep('shift', product.shift)], [products, height, batch]);
  }
  if (products !== places) value = asRows(value, places, filters);
  if (order.some((place, at) => place !== at)) {
    const back = Array.from({ length: places }, () => 0);
    order.forEach((place, at) => (back[place] = at));
    value = gathered(value, back, filters);
  }
  return { nodes, constants, types };
}

/** A dense layer that makes its results with the batch last. */
interface Dense {
  readonly input: string;
  /** [results, vectors] */
  readonly weight: Constant;
  /** [results, 1] */
  readonly bias: Constant | undefined;
}

function turnedDense(node: Node, facts: Facts, count: number): Dense | undefined {
  const dense = denseOf(node, facts);
  const [input = ''] = node.inputs;
  if (!dense || dense.weight.dtype !== 'float32' || facts.shape(input)?.length !== 2)
    return undefined;
  const weight = transposed(dense.weight, [dense.columns, dense.rows]);
  const [results, vectors = Infinity] = weight.shape;
  const isPlain = (getFloat(node, 'alpha') ?? 1) === 1;
  if (!isPlain || results !== count || vectors > count) return undefined;
  return { input, weight, bias: dense.bias && reshaped(dense.bias, [count, 1]) };
}

/** A matrix with its rows in another order. */
function chosenRows(matrix: Constant, order: readonly number[]): Constant {
  const width = matrix.shape[1] ?? 1;
  const from = matrix.data as Float32Array;
  const data = new Float32Array(from.length);
  for (const [at, row] of order.entries()) {
    data.set(from.subarray(row * width, (row + 1) * width), at * width);
  }
  return { ...matrix, data };
}
