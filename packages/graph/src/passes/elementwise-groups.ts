/**
 * Groups of elementwise operators on values of one shape. A group is computed at once or in blocks, so no
 * value may leave it and come back through other operators.
 */
import type { Graph, Node } from '../graph/graph.ts';
import { sameShape, sizeOf } from '../graph/shape.ts';
import { usedBy } from '../graph/walk.ts';
import { type Facts, factsOf } from './facts.ts';

/** Operators whose results do not depend on how many elements are computed together, to the last bit. */
const exact = new Set(
  (
    'Abs Add And Div Equal Greater GreaterOrEqual LeakyRelu Less LessOrEqual Max Min Mul Neg Not Or ' +
    'Reciprocal Relu Sign Sqrt Sub Where'
  ).split(' '),
);

/** Nodes in the graph's order, and the shape of all of their results. */
export interface ElementwiseGroup {
  readonly nodes: readonly Node[];
  readonly shape: readonly number[];
}

/** A group while it grows. */
interface Growing extends ElementwiseGroup {
  readonly nodes: Node[];
  /** Groups that it needs, through whatever nodes. */
  readonly needs: Set<Growing>;
  /** The group that it became a part of. */
  whole?: Growing;
}

/**
 * @param minElements of the groups' values
 * @returns groups that share no node
 */
export function elementwiseGroups(graph: Graph, minElements: number): ElementwiseGroup[] {
  const facts = factsOf(graph);
  const groups = new Set<Growing>();
  /** The groups that a value needs; its own group alone where it is made in one. */
  const behind = new Map<string, ReadonlySet<Growing>>();
  const owner = new Map<string, Growing>();

  const ownerOf = (value: string): Growing | undefined => {
    const group = owner.get(value);
    return group && current(group);
  };
  /** What a node needs besides the groups whose values it reads in its place. */
  const needsOf = (node: Node, parts: readonly Growing[]): Set<Growing> => {
    const needs = new Set<Growing>();
    for (const name of usedBy(node)) {
      if (parts.includes(ownerOf(name) as Growing)) continue;
      for (const group of behind.get(name) ?? []) needs.add(current(group));
    }
    return needs;
  };
  const join = (node: Node, shape: readonly number[]): Growing => {
    const found = node.inputs.flatMap((name) => ownerOf(name) ?? []);
    const joinable = [...new Set(found)].filter((group) => sameShape(group.shape, shape));
    // All together where that makes no circle, otherwise the newest one that can take the node.
    for (const parts of [joinable, ...joinable.toReversed().map((group) => [group]), []]) {
      const needs = needsOf(node, parts);
      for (const part of parts) for (const group of part.needs) needs.add(current(group));
      if (!reaches(needs, parts)) return merge(parts, node, shape, needs, groups);
    }
    throw new Error('a group of its own makes no circle');
  };

  for (const node of graph.nodes) {
    const shape = shapeOf(node, facts, minElements);
    const group = shape && join(node, shape);
    const needs = group ? new Set([group]) : needsOf(node, []);
    for (const output of node.outputs) {
      behind.set(output, needs);
      if (group) owner.set(output, group);
    }
  }
  const order = new Map(graph.nodes.map((node, i) => [node, i]));
  return [...groups].map(({ nodes, shape }) => ({
    nodes: nodes.toSorted((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0)),
    shape,
  }));
}

function current(group: Growing): Growing {
  let whole = group;
  while (whole.whole) whole = whole.whole;
  return whole;
}

/** Whether one of `groups` is needed, directly or by what is needed. */
function reaches(needs: ReadonlySet<Growing>, groups: readonly Growing[]): boolean {
  const seen = new Set<Growing>();
  const open = [...needs];
  for (let group = open.pop(); group; group = open.pop()) {
    const one = current(group);
    if (groups.includes(one)) return true;
    if (seen.has(one)) continue;
    seen.add(one);
    open.push(...one.needs);
  }
  return false;
}

function merge(
  parts: readonly Growing[],
  node: Node,
  shape: readonly number[],
  needs: Set<Growing>,
  groups: Set<Growing>,
): Growing {
  const nodes = [...parts.flatMap((part) => part.nodes), node];
  const merged: Growing = { nodes, shape, needs };
  for (const part of parts) {
    part.whole = merged;
    groups.delete(part);
  }
  groups.add(merged);
  return merged;
}

/** The shape of a node's result, where it computes each element from those at the same place and numbers. */
function shapeOf(node: Node, { type, shape }: Facts, minElements: number) {
  if (node.domain !== '' || !exact.has(node.op) || node.outputs.length !== 1) return undefined;
  const result = type(node.outputs[0] ?? '');
  if (!result || !['float32', 'bool'].includes(result.dtype)) return undefined;
  const sizes = result.shape.filter((size) => typeof size === 'number');
  if (sizes.length < result.shape.length || sizeOf(sizes) < minElements) return undefined;
  const fits = node.inputs.every((name) => {
    const operand = shape(name);
    return operand !== undefined && (sameShape(operand, sizes) || isNumber(operand));
  });
  return fits ? sizes : undefined;
}

/** Whether a shape is that of one number, which has no more axes than a block. */
function isNumber(shape: readonly unknown[]): boolean {
  return shape.length === 0 || (shape.length === 1 && shape[0] === 1);
}
