/**
 * Replaces the arithmetic of instance normalization (Ulyanov et al. 2016) and layer normalization (Ba
 * et al. 2016), (x − mean) / √(variance + ε) over all axes after the channels or over the last axis, by
 * ONNX's operator without scale and offset. batch-norm-folding.ts then folds scale and offset into it.
 * Instance normalization is found only after transposes are removed, since ONNX has the channels second.
 */
import { getInt, getInts, int } from '../graph/attributes.ts';
import { constantOf } from '../graph/constant.ts';
import type { Constant, Graph, Node } from '../graph/graph.ts';
import { consumers, freshNames, producers } from '../graph/walk.ts';
import { type Facts, factsOf } from './facts.ts';
import { fromStart, identity } from './permutation.ts';

/** One of ONNX's operators, and the length of its scale and offset. */
interface Operator {
  readonly op: 'InstanceNormalization' | 'LayerNormalization';
  readonly size: number;
  readonly attributes: Node['attributes'];
}

/** A normalization that was found. */
interface Found {
  readonly x: string;
  readonly epsilon: number;
  readonly operator: Operator;
  /** All nodes of it but the last. */
  readonly inner: readonly Node[];
}

/**
 * Replaces the arithmetic of a normalization by InstanceNormalization or LayerNormalization.
 *
 * @example
 * // (x − mean) / √(variance + ε)  →  InstanceNormalization(x, ones, zeros)
 * const fused = fuseNormalizations(eliminateTransposes(graph));
 */
export function fuseNormalizations(graph: Graph): Graph {
  const facts = factsOf(graph);
  const made = producers(graph);
  const users = consumers(graph);
  const isOutput = new Set(graph.outputs.map(({ name }) => name));
  const fresh = freshNames(graph);
  const initializers = new Map(graph.initializers);
  const replaced = new Map<Node, readonly Node[]>();
  for (const node of graph.nodes) {
    const found = find(node, made, facts);
    if (found === undefined) continue;
    const own = new Set([node, ...found.inner]);
    // A value that other nodes read too would be computed twice.
    const isPrivate = found.inner.every(({ outputs: [output = ''] }) =>
      isOutput.has(output) ? false : users.get(output)?.every((user) => own.has(user)),
    );
    if (!isPrivate || [...own].some((member) => replaced.has(member))) continue;
    const { op, size, attributes } = found.operator;
    const name = fresh(node.name.replace(/[^/]*$/, op));
    const vector = (suffix: string, value: number) => {
      const constant = fresh(`${name}/${suffix}`);
      initializers.set(constant, constantOf('float32', [size], Array<number>(size).fill(value)));
      return constant;
    };
    for (const member of found.inner) replaced.set(member, []);
    replaced.set(node, [
      {
        name,
        op,
        domain: '',
        inputs: [found.x, vector('scale', 1), vector('bias', 0)],
        outputs: node.outputs,
        attributes: { ...attributes, epsilon: { type: 'float', value: found.epsilon } },
      },
    ]);
  }
  if (replaced.size === 0) return graph;
  return {
    ...graph,
    nodes: graph.nodes.flatMap((node) => replaced.get(node) ?? [node]),
    initializers,
  };
}

/** The node that makes a value, if it has this operator. */
type Maker = (value: string | undefined, op: string) => Node | undefined;

function find(node: Node, made: ReadonlyMap<string, Node>, facts: Facts): Found | undefined {
  const maker: Maker = (value, op) => {
    const found = made.get(value ?? '');
    return found?.op === op && found.domain === '' ? found : undefined;
  };
  const quotient = quotientOf(node, maker);
  const centred = maker(quotient?.[0], 'Sub');
  const root = maker(quotient?.[1], 'Sqrt');
  const sum = maker(root?.inputs[0], 'Add');
  if (!quotient || !centred || !root || !sum) return undefined;
  const [x = ''] = centred.inputs;
  for (const [value, other] of [sum.inputs, sum.inputs.toReversed()]) {
    const variance = maker(value, 'ReduceMean');
    const square = maker(variance?.inputs[0], 'Mul');
    const mean = maker(centred.inputs[1], 'ReduceMean');
    const epsilon = scalar(facts.constant(other ?? ''));
    if (!variance || !square || !mean || epsilon === undefined) continue;
    const isSquare = square.inputs.every((factor) => factor === centred.outputs[0]);
    if (!isSquare || mean.inputs[0] !== x) continue;
    const operator = operatorOf(x, [mean, variance], facts);
    if (operator === undefined) return undefined;
    const inner = [mean, centred, square, variance, sum, root, ...quotient[2]];
    return { x, epsilon, operator, inner };
  }
  return undefined;
}

/** The operands of a / b, or of a · (1 / b), with the node of 1 / b if there is one. */
function quotientOf(node: Node, maker: Maker): [string, string, Node[]] | undefined {
  if (node.domain !== '') return undefined;
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

function scalar(constant: Constant | undefined): number | undefined {
  const isOne = constant?.dtype === 'float32' && constant.data.length === 1;
  return isOne ? Number(constant.data[0]) : undefined;
}

/** The operator that normalizes x over the axes of both means. */
function operatorOf(x: string, means: readonly Node[], facts: Facts): Operator | undefined {
  const { dtype, shape } = facts.type(x) ?? { shape: [] };
  if (dtype !== 'float32') return undefined;
  const rank = shape.length;
  const [axes, others] = means.map((mean) => {
    const given = getInts(mean, 'axes') ?? facts.integers(mean.inputs[1]);
    const sorted = given?.map((axis) => fromStart(axis, rank)).toSorted((a, b) => a - b);
    return getInt(mean, 'keepdims') === 0 ? undefined : sorted?.join();
  });
  if (axes === undefined || axes !== others) return undefined;
  const [channels, last] = [shape[1], shape[rank - 1]];
  if (axes === String(rank - 1) && rank > 1 && typeof last === 'number') {
    return { op: 'LayerNormalization', size: last, attributes: { axis: int(-1) } };
  }
  const behind = identity(rank).slice(2).join();
  if (axes !== behind || rank < 3 || typeof channels !== 'number') return undefined;
  return { op: 'InstanceNormalization', size: channels, attributes: {} };
}
