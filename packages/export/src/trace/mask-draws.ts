/**
 * Finds masks of dropout: floor(uniform + kept), multiplied or divided by a number, as tf.dropout computes
 * them. Masks are the largest tensors that a step draws, so a uniform draw that is used only as a mask
 * becomes a draw of zeros and that number, without nodes. The graph must have fixed sizes, since the
 * number may have been computed from a size.
 */
import type { Graph, Node } from '@ganport/graph';
import { consumers, removeAliases } from '@ganport/graph/internal';
import type { Distribution, RandomInput } from './random-draws.ts';

interface Drawn {
  readonly graph: Graph;
  readonly random: readonly RandomInput[];
}

export function drawMasks({ graph, random }: Drawn): Drawn {
  const users = consumers(graph);
  const outputs = new Set(graph.outputs.map(({ name }) => name));
  /** The only node that uses a value, if it has one of these operators. */
  const only = (value: string, ...ops: readonly string[]): Node | undefined => {
    const [node, ...others] = outputs.has(value) ? [] : (users.get(value) ?? []);
    return node && others.length === 0 && ops.includes(node.op) ? node : undefined;
  };
  /** The number that a node combines its other input with. */
  const scalar = ({ op, inputs: [left = '', right = ''] }: Node, value: string) => {
    const other = left === value ? right : op === 'Div' ? undefined : left;
    const constant = other === undefined ? undefined : graph.initializers.get(other);
    return constant?.shape.length === 0 ? Number(constant.data[0]) : undefined;
  };

  const aliases = new Map<Node, readonly string[]>();
  const described = random.map((draw): RandomInput => {
    const { distribution, name } = draw;
    if (distribution.kind !== 'uniform') return draw;
    let { min, max } = distribution;
    let value = name;
    const through: Node[] = [];
    const next = (node: Node) => {
      through.push(node);
      value = node.outputs[0] ?? '';
    };
    const sum = only(value, 'Add');
    const added = sum && scalar(sum, value);
    if (sum && added !== undefined) {
      [min, max] = [min + added, max + added];
      next(sum);
    }
    const floor = only(value, 'Floor');
    // A range of length 1 around 1: the floor is 0 or 1.
    if (!floor || !(min > 0 && min < 1) || Math.abs(max - min - 1) > 1e-6) return draw;
    next(floor);
    const product = only(value, 'Mul', 'Div');
    const factor = product && scalar(product, value);
    if (product && factor !== undefined) next(product);
    for (const node of through) aliases.set(node, [name]);
    const scale = product?.op === 'Div' ? 1 / (factor ?? 1) : (factor ?? 1);
    return { ...draw, distribution: mask(min, scale) };
  });
  return { graph: removeAliases(graph, aliases), random: described };
}

function mask(probability: number, value: number): Distribution {
  return { kind: 'mask', probability: tidy(probability), value: Math.fround(value) };
}

/** The number without the rounding error of sums such as 0.1 + 0.6. */
const tidy = (x: number) => Number(x.toPrecision(7));
