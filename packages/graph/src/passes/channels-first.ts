/**
 * Gives a graph's images the layout NCHW. tfjs has NHWC images, and a traced graph begins and ends with
 * theirs; behind this pass the transposes at its ends cancel.
 */
import { getInt, int, ints } from '../graph/attributes.ts';
import type { Graph, Node, ValueInfo } from '../graph/graph.ts';
import { freshNames, producers, replaceUses } from '../graph/walk.ts';
import { permuted } from './permutation.ts';

/** Axis i of the layout that they lead to is axis p[i] of the other one. */
const toLast = [0, 2, 3, 1];
const toFirst = [0, 3, 1, 2];

/**
 * Makes the inputs and outputs with four axes, NHWC before, NCHW. It is run once, before other passes.
 *
 * @example
 * const graph = runPasses(channelsFirst(traced), inferencePasses);
 */
export function channelsFirst(graph: Graph): Graph {
  const fresh = freshNames(graph);
  const made = producers(graph);
  const ends = [
    ...graph.inputs.filter(isImage),
    ...graph.outputs.filter((info) => isImage(info) && made.has(info.name)),
  ];
  if (ends.length === 0) return graph;
  const last = new Map(ends.map(({ name }) => [name, fresh(`${name}/nhwc`)]));
  const values = new Map(graph.values);
  for (const info of ends) {
    const name = last.get(info.name) ?? info.name;
    values.set(name, { ...info, name });
  }
  const transpose = (from: string, to: string, permutation: readonly number[]): Node => ({
    name: fresh(`${to}/Transpose`),
    op: 'Transpose',
    domain: '',
    inputs: [from],
    outputs: [to],
    attributes: { perm: ints(permutation) },
  });
  const asFirst = (info: ValueInfo): ValueInfo =>
    last.has(info.name) ? { ...info, shape: permuted(info.shape, toFirst) } : info;
  const nodes = graph.nodes.flatMap((node) => {
    const size = last.has(node.inputs[0] ?? '') ? sizeNode(node) : undefined;
    const renamed = size ? [size] : replaceUses([node], last);
    return renamed.map((one) => ({
      ...one,
      outputs: one.outputs.map((name) => last.get(name) ?? name),
    }));
  });
  const isInput = new Set(graph.inputs.map(({ name }) => name));
  const transposes = [...last].map(([name, nhwc]) =>
    isInput.has(name) ? transpose(name, nhwc, toLast) : transpose(nhwc, name, toFirst),
  );
  return {
    ...graph,
    inputs: graph.inputs.map(asFirst),
    outputs: graph.outputs.map(asFirst),
    values,
    nodes: [
      ...transposes.filter(({ inputs: [input = ''] }) => isInput.has(input)),
      ...nodes,
      ...transposes.filter(({ inputs: [input = ''] }) => !isInput.has(input)),
    ],
  };
}

function isImage({ shape }: ValueInfo): boolean {
  return shape.length === 4;
}

/** A Shape of one axis of an image as it reads the same size of NCHW; undefined for other nodes. */
function sizeNode(node: Node): Node | undefined {
  const [start = 0, end = 0] = [getInt(node, 'start'), getInt(node, 'end')];
  const axis = toLast[start];
  if (node.op !== 'Shape' || end !== start + 1 || axis === undefined) return undefined;
  return { ...node, attributes: { start: int(axis), end: int(axis + 1) } };
}
