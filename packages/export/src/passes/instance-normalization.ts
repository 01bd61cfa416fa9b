/**
 * Recognises instance normalisation (Ulyanov et al. 2016), of which a trace shows its arithmetic:
 * (x − mean) / √(variance + ε) over all axes behind the channels, with no scale and no offset.
 * It becomes one InstanceNormalization; batch-norm-folding.ts puts a scale and an offset behind it
 * into it. Works where transposes are gone already, since ONNX has the channels second.
 */
import { getInt, getInts } from '../graph/attributes.ts';
import { constantOf } from '../graph/constant.ts';
import type { Constant, Graph, Node } from '../graph/graph.ts';
import { consumers, freshNames, producers } from '../graph/walk.ts';
import { factsOf, type Facts } from './facts.ts';
import { fromStart } from './permutation.ts';

/** An instance normalisation, as it was found. */
interface Found {
  readonly x: string;
  readonly epsilon: number;
  readonly channels: number;
  /** All nodes of it but the last. */
  readonly inner: readonly Node[];
}

export function fuseInstanceNorms(graph: Graph): Graph {
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
    // What somebody else reads too would be computed twice.
    const isPrivate = found.inner.every(({ outputs: [output = ''] }) =>
      isOutput.has(output) ? false : users.get(output)?.every((user) => own.has(user)),
    );
    if (!isPrivate || [...own].some((member) => replaced.has(member))) continue;
    const name = fresh(node.name.replace(/[^/]*$/, 'InstanceNormalization'));
    const vector = (suffix: string, value: number) => {
      const constant = fresh(`${name}/${suffix}`);
      const numbers = Array<number>(found.channels).fill(value);
      initializers.set(constant, constantOf('float32', [found.channels], numbers));
      return constant;
    };
    for (const member of found.inner) replaced.set(member, []);
    replaced.set(node, [
      {
        name,
        op: 'InstanceNormalization',
        domain: '',
        inputs: [found.x, vector('scale', 1), vector('bias', 0)],
        outputs: node.outputs,
        attributes: { epsilon: { type: 'float', value: found.epsilon } },
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

/** What a value is the result of, if that is a node of this operator. */
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
    const channels = channelsOf(x, [mean, variance], facts);
    if (channels === undefined) return undefined;
    const inner = [mean, centred, square, variance, sum, root, ...quotient[2]];
    return { x, epsilon, channels, inner };
  }
  return undefined;
}

/** a / b, written so or as a · (1 / b): both values, and the node of 1 / b if there is one. */
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

/** How many channels x has, if both means are over all of its axes behind them. */
function channelsOf(x: string, means: readonly Node[], facts: Facts): number | undefined {
  const type = facts.type(x);
  const channels = type?.shape[1];
  const rank = type?.shape.length ?? 0;
  if (type?.dtype !== 'float32' || typeof channels !== 'number' || rank < 3) return undefined;
  const behind = Array.from({ length: rank - 2 }, (_, i) => i + 2).join();
  const areOver = means.every((mean) => {
    const axes = getInts(mean, 'axes') ?? facts.integers(mean.inputs[1]);
    const sorted = axes?.map((axis) => fromStart(axis, rank)).toSorted((a, b) => a - b);
    return sorted?.join() === behind && getInt(mean, 'keepdims') !== 0;
  });
  return areOver ? channels : undefined;
}
