/**
 * Simplifies arithmetic where the result is the same to the last bit, including NaN, infinities and
 * both zeros: x · 1, x − 0, −(−x), a + (−b) … It keeps x + 0, since −0 + 0 is 0.
 */
import { entryOf } from '../graph/attributes.ts';
import { isUniform } from '../graph/constant.ts';
import { sameShape, sizeOf } from '../graph/shape.ts';
import type { Constant, Graph, Node } from '../graph/graph.ts';
import { producers } from '../graph/walk.ts';
import { removeAliases } from './alias.ts';
import { type Facts, factsOf } from './facts.ts';

/**
 * Removes arithmetic that changes nothing. Results stay the same to the last bit.
 *
 * @example
 * // a = Mul(x, 1); b = Neg(z); y = Add(a, b)  →  y = Sub(x, z)
 * const smaller = simplifyArithmetic(graph);
 */
export function simplifyArithmetic(graph: Graph): Graph {
  return dropNeutral(rewriteSigns(graph));
}

/** The neutral right operand of each operator; for Mul also the left one. */
const neutral: Readonly<Record<string, number>> = { Mul: 1, Div: 1, Sub: 0, Pow: 1 };

function dropNeutral(graph: Graph): Graph {
  const facts = factsOf(graph);
  const made = producers(graph);
  const aliases = new Map<Node, readonly string[]>();
  for (const node of graph.nodes) {
    const same = node.domain === '' ? unchangedInput(node, facts, made) : undefined;
    if (same !== undefined) aliases.set(node, [same]);
  }
  return removeAliases(graph, aliases);
}

/** The value that the node's output equals. */
function unchangedInput(
  node: Node,
  facts: Facts,
  made: ReadonlyMap<string, Node>,
): string | undefined {
  const [a = '', b = '', c = ''] = node.inputs;
  const maker = made.get(a);
  const repeats = maker?.domain === '' && maker.op === node.op;
  if (repeats && undoesItself.has(node.op)) return maker.inputs[0];
  if (repeats && idempotent.has(node.op)) return a;
  if (node.op === 'Where') {
    const chosen = b === c ? b : chosenBy(facts.constant(a), b, c);
    if (chosen !== undefined && isWhole(chosen, node, facts)) return chosen;
  }
  const number = entryOf(neutral, node.op);
  if (number === undefined) return undefined;
  if (isAll(facts.constant(b), number) && isWhole(a, node, facts)) return a;
  const isLeftToo = node.op === 'Mul' && isAll(facts.constant(a), number);
  return isLeftToo && isWhole(b, node, facts) ? b : undefined;
}

/** What a Where returns whose condition is the same everywhere. */
function chosenBy(condition: Constant | undefined, a: string, b: string): string | undefined {
  if (condition === undefined || !isUniform(condition)) return undefined;
  return condition.data[0] === 1 ? a : b;
}

const undoesItself = new Set(['Neg', 'Not']);
const idempotent = new Set(['Relu', 'Abs', 'Floor', 'Ceil', 'Round', 'Sign']);

/** Whether every element is this number; for a 0 it must be +0, since x − (−0) is x + 0. */
function isAll(constant: Constant | undefined, number: number): boolean {
  if (constant === undefined || constant.dtype === 'float16') return false;
  return constant.data.every((value: number | bigint) => Object.is(Number(value), number));
}

/** Whether a value already has the shape of the node's output. */
function isWhole(value: string, node: Node, { shape, constant }: Facts): boolean {
  const own = shape(value);
  const others = node.inputs.filter((input) => input !== value);
  const areScalars = others.every((input) => {
    const other = constant(input)?.shape;
    return other !== undefined && sizeOf(other) === 1 && other.length <= (own?.length ?? 0);
  });
  const result = shape(node.outputs[0] ?? '');
  return areScalars || (own !== undefined && result !== undefined && sameShape(own, result));
}

/** a + (−b) and the like. The Neg stays if other nodes use it. */
function rewriteSigns(graph: Graph): Graph {
  const made = producers(graph);
  const negated = (value: string | undefined): string | undefined => {
    const maker = made.get(value ?? '');
    return maker?.op === 'Neg' && maker.domain === '' ? maker.inputs[0] : undefined;
  };
  let changed = false;
  const nodes = graph.nodes.map((node) => {
    const [a = '', b = ''] = node.inputs;
    const rewrite = node.domain === '' ? entryOf(signRules, node.op) : undefined;
    const [op, inputs] = rewrite?.([a, negated(a)], [b, negated(b)]) ?? [];
    if (op === undefined || inputs === undefined) return node;
    changed = true;
    return { ...node, op, inputs };
  });
  return changed ? { ...graph, nodes } : graph;
}

/** A value, and the value that it is the negative of. */
type Operand = readonly [value: string, positive: string | undefined];
type SignRule = (a: Operand, b: Operand) => readonly [op: string, inputs: string[]] | undefined;

const sameSigns =
  (op: string): SignRule =>
  ([, a], [, b]) =>
    a !== undefined && b !== undefined ? [op, [a, b]] : undefined;

const signRules: Readonly<Record<string, SignRule>> = {
  Add: ([a, positiveA], [b, positiveB]) => {
    if (positiveB !== undefined) return ['Sub', [a, positiveB]];
    return positiveA === undefined ? undefined : ['Sub', [b, positiveA]];
  },
  Sub: ([a], [, positiveB]) => (positiveB === undefined ? undefined : ['Add', [a, positiveB]]),
  Mul: sameSigns('Mul'),
  Div: sameSigns('Div'),
};
