/**
 * Moves reshapes next to each other, where identity-elimination.ts merges them. A Reshape moves behind
 * elementwise operators whose other operand is a scalar, or a vector along an unchanged last axis, if
 * another reshape follows them. A matrix product in a batch of one becomes a plain one between reshapes:
 * tfjs gives the two dimensions of a dense layer one or two more, and removes them again.
 */
import { getInt } from '../graph/attributes.ts';
import { int64Vector, reshaped } from '../graph/constant.ts';
import type { Constant, Dim, Graph, Node } from '../graph/graph.ts';
import { consumers, freshNames, producers } from '../graph/walk.ts';
import { type Facts, factsOf } from './facts.ts';
import { reshapeTarget } from './reshape-target.ts';

/**
 * Moves reshapes next to each other, so that eliminateIdentities can merge them.
 *
 * @example
 * // a = Reshape(x, s); b = Relu(a); y = Reshape(b, t)  →  a = Relu(x); b = Reshape(a, s); y = Reshape(b, t)
 * const smaller = runPasses(graph, [eliminateReshapes, eliminateIdentities]);
 */
export function eliminateReshapes(graph: Graph): Graph {
  return postponeReshapes(dropUnitBatches(graph));
}

const unary = new Set(
  'Abs Clip Elu Erf Exp LeakyRelu Log Neg Relu Reciprocal Sigmoid Softplus Sqrt Tanh'.split(' '),
);
const binary = new Set(['Add', 'Sub', 'Mul', 'Div', 'Max', 'Min', 'Pow']);
const reshapes = new Set(['Reshape', 'Flatten', 'Squeeze', 'Unsqueeze']);

/** Moves each Reshape one node further. */
function postponeReshapes(graph: Graph): Graph {
  const facts = factsOf(graph);
  const made = producers(graph);
  const users = consumers(graph);
  const fresh = freshNames(graph);
  const isOutput = new Set(graph.outputs.map(({ name }) => name));
  const onlyUser = (value: string): Node | undefined => {
    const [user, ...others] = users.get(value) ?? [];
    return isOutput.has(value) || others.length > 0 ? undefined : user;
  };
  /** Whether a reshape comes after the value and operators that let one pass. */
  const meetsReshape = (value: string): boolean => {
    for (let user = onlyUser(value); user !== undefined; user = onlyUser(user.outputs[0] ?? '')) {
      if (user.domain !== '') return false;
      if (reshapes.has(user.op)) return true;
      if (carrierOf(user, facts) === undefined) return false;
    }
    return false;
  };

  const initializers = new Map(graph.initializers);
  const values = new Map(graph.values);
  const replaced = new Map<Node, readonly Node[]>();
  for (const node of graph.nodes) {
    const carrier = carrierOf(node, facts);
    const reshape = carrier === undefined ? undefined : made.get(carrier);
    const [output = ''] = node.outputs;
    if (carrier === undefined || reshape?.op !== 'Reshape' || replaced.has(reshape)) continue;
    if (onlyUser(carrier) === undefined || !meetsReshape(output)) continue;
    const [source = '', target = ''] = reshape.inputs;
    const before = facts.type(source);
    const after = facts.shape(output);
    const copiesSizes = facts.integers(target)?.includes(0) ?? true;
    if (!before || !after || (copiesSizes && getInt(reshape, 'allowzero') !== 1)) continue;
    const flat = node.inputs.map((name) => {
      const constant = facts.constant(name);
      return constant && flattened(constant);
    });
    const fits = flat.every(
      (constant) => constant === undefined || suits(constant, before.shape, after),
    );
    if (!fits) continue;
    const inputs = node.inputs.map((name, index) => {
      const constant = flat[index];
      if (constant === undefined) return name === carrier ? source : name;
      if (constant === facts.constant(name)) return name;
      const chosen = fresh(name);
      initializers.set(chosen, constant);
      return chosen;
    });
    const name = fresh(output);
    values.set(name, { ...before, name });
    const moved = { ...reshape, inputs: [name, target], outputs: [output] };
    replaced.set(reshape, []);
    replaced.set(node, [{ ...node, inputs, outputs: [name] }, moved]);
  }
  if (replaced.size === 0) return graph;
  const nodes = graph.nodes.flatMap((node) => replaced.get(node) ?? [node]);
  return { ...graph, nodes, initializers, values };
}

/** The one input of an elementwise node that is not a constant. */
function carrierOf(node: Node, { constant }: Facts): string | undefined {
  if (node.domain !== '' || !(unary.has(node.op) || binary.has(node.op))) return undefined;
  const [carrier, ...others] = node.inputs.filter((name) => name !== '' && !constant(name));
  return others.length === 0 ? carrier : undefined;
}

/** Without leading axes of size 1. */
function flattened(constant: Constant): Constant {
  const ones = constant.shape.findIndex((size) => size !== 1);
  if (ones === 0 || constant.shape.length === 0) return constant;
  return reshaped(constant, ones < 0 ? [] : constant.shape.slice(ones));
}

/** Whether the operand means the same before and after a reshape. */
function suits({ shape }: Constant, before: readonly Dim[], after: readonly Dim[]): boolean {
  if (shape.length === 0) return true;
  const [size, ...more] = shape;
  return more.length === 0 && before.at(-1) === size && after.at(-1) === size;
}

/**
 * MatMul of [1, m, k] and [1, k, n] (or with more ones) as MatMul of matrices, where two of the three reshapes
 * meet others.
 */
function dropUnitBatches(graph: Graph): Graph {
  const facts = factsOf(graph);
  const { type } = facts;
  const meets = reshapesMet(graph, facts);
  const fresh = freshNames(graph);
  const initializers = new Map(graph.initializers);
  const values = new Map(graph.values);
  let changed = false;
  const nodes = graph.nodes.flatMap((node) => {
    if (node.op !== 'MatMul' || node.domain !== '') return [node];
    const [output = ''] = node.outputs;
    const [a, b] = node.inputs.map(type);
    const after = type(output);
    if (!a || !b || !after) return [node];
    const all = [a, b, after];
    const isUnit = ({ shape }: { shape: readonly Dim[] }) =>
      shape.length > 2 && shape.slice(0, -2).every((size) => size === 1);
    const targets = all.map(({ shape }) => reshapeTarget(shape));
    const [targetA, targetB, target] = targets;
    if (!all.every(isUnit) || !targetA || !targetB || !target) return [node];
    const met = [meets.before(a.name), meets.before(b.name), meets.after(output)];
    if (met.filter(Boolean).length < 2) return [node];
    changed = true;
    const reshape = (input: string, to: readonly number[], made: string): Node => {
      const name = fresh(`${made}/Reshape`);
      const shape = fresh(`${name}/shape`);
      initializers.set(shape, int64Vector(to));
      return {
        name,
        op: 'Reshape',
        domain: '',
        inputs: [input, shape],
        outputs: [made],
        attributes: {},
      };
    };
    const names = all.map((info) => {
      const name = fresh(info.name);
      values.set(name, { ...info, name, shape: info.shape.slice(-2) });
      return name;
    });
    const [nameA = '', nameB = '', product = ''] = names;
    return [
      reshape(a.name, targetA.slice(-2), nameA),
      reshape(b.name, targetB.slice(-2), nameB),
      { ...node, inputs: [nameA, nameB], outputs: [product] },
      reshape(product, target, output),
    ];
  });
  return changed ? { ...graph, nodes, initializers, values } : graph;
}

/** Whether a reshape of an operand or of the result of a product would meet another one, or a constant. */
function reshapesMet(graph: Graph, facts: Facts) {
  const made = producers(graph);
  const users = consumers(graph);
  /** The input that a node moves or changes element by element. */
  const passed = (node: Node) =>
    node.domain === '' && node.op === 'Transpose' ? node.inputs[0] : carrierOf(node, facts);
  const isReshape = (node: Node) => node.domain === '' && reshapes.has(node.op);
  const before = (operand: string): boolean => {
    const node = made.get(operand);
    if (node === undefined) return facts.constant(operand) !== undefined;
    const source = passed(node);
    return isReshape(node) || (source !== undefined && before(source));
  };
  const after = (result: string): boolean =>
    (users.get(result) ?? []).some((node) => {
      const [output = ''] = node.outputs;
      return isReshape(node) || (passed(node) !== undefined && after(output));
    });
  return { before, after };
}
