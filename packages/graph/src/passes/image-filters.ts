/**
 * Convolutions whose filter is as large as the image, which is padded at the end alone, get padding in
 * front for one more row of results, and a Slice takes that row off. ONNX Runtime (1.30) takes such a
 * convolution for a matrix product on WebGPU, and computes only the first element, without an error.
 * A 2 × 2 filter with SAME padding on a 2 × 2 image is one, and so is the gradient of every 2 × 2
 * filter with SAME padding, whose "filter" is as large as the image.
 */
import { getInt, getInts, ints } from '../graph/attributes.ts';
import { int64Vector } from '../graph/constant.ts';
import type { Dim, Graph, Node } from '../graph/graph.ts';
import { freshNames } from '../graph/walk.ts';
import { factsOf, type Facts } from './facts.ts';

/** An end of Slice behind every row. */
const END = 2 ** 31 - 1;

/**
 * Rewrites the convolutions that ONNX Runtime misreads on WebGPU.
 *
 * @example
 * // y = Conv<pads = [0, 0, 1, 1]>(x, w), both 2 × 2  →  y = Conv<pads = [1, 0, 1, 1]>(x, w)[:, :, 1:]
 * const safe = padImageFilters(graph);
 */
export function padImageFilters(graph: Graph): Graph {
  const facts = factsOf(graph);
  const fresh = freshNames(graph);
  const initializers = new Map(graph.initializers);
  const values = new Map(graph.values);
  const constant = (name: string, number: number) => {
    const unique = fresh(name);
    initializers.set(unique, int64Vector([number]));
    return unique;
  };
  const nodes = graph.nodes.flatMap((node) => {
    const pads = getInts(node, 'pads');
    if (!pads || !isMisread(node, pads, facts)) return [node];
    const [y = ''] = node.outputs;
    const tall = fresh(`${y}/tall`);
    const type = facts.type(y);
    if (type) values.set(tall, { ...type, name: tall, shape: withRow(type.shape) });
    const [top = 0, ...rest] = pads;
    const stride = getInts(node, 'strides')?.[0] ?? 1;
    const conv: Node = {
      ...node,
      outputs: [tall],
      attributes: { ...node.attributes, pads: ints([top + stride, ...rest]) },
    };
    const ends = [constant(`${y}/start`, 1), constant(`${y}/end`, END), constant(`${y}/axis`, 2)];
    const slice: Node = {
      name: fresh(`${node.name}/rows`),
      op: 'Slice',
      domain: '',
      inputs: [tall, ...ends],
      outputs: [y],
      attributes: {},
    };
    return [conv, slice];
  });
  const changed = nodes.length > graph.nodes.length;
  return changed ? { ...graph, nodes, initializers, values } : graph;
}

const withRow = (shape: readonly Dim[]) =>
  shape.map((size, axis) =>
    axis !== 2 ? size : typeof size === 'number' ? size + 1 : `${size}+1`,
  );

function isMisread(node: Node, pads: readonly number[], facts: Facts): boolean {
  const [x = '', filter = ''] = node.inputs;
  if (node.op !== 'Conv' || node.domain !== '' || (getInt(node, 'group') ?? 1) !== 1) return false;
  const image = facts.shape(x)?.slice(2);
  const window = facts.shape(filter)?.slice(2);
  if (image?.length !== 2 || !window) return false;
  const spans = image.every((size, axis) => size === window[axis]);
  const [top, left, bottom = 0, right = 0] = pads;
  return spans && top === 0 && left === 0 && bottom + right > 0;
}
