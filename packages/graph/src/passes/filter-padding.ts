/**
 * Pads the filter of a convolution that spans its whole image and is padded at the end alone, by one
 * row of zeros in front; the image is then padded by as much more in front. ONNX Runtime (1.30) takes such
 * a convolution for a matrix product on WebGPU, and computes only the first element, without an error.
 * Results stay the same. A 2 × 2 filter with SAME padding on a 2 × 2 image is one, and so is the
 * gradient of every 2 × 2 filter with SAME padding, whose "filter" is as large as the image.
 */
import { getInt, getInts, ints } from '../graph/attributes.ts';
import { int64Vector } from '../graph/constant.ts';
import type { Graph, Node } from '../graph/graph.ts';
import { freshNames } from '../graph/walk.ts';
import { factsOf, type Facts } from './facts.ts';

/**
 * Pads filters that ONNX Runtime misreads on WebGPU.
 *
 * @example
 * // Conv<pads = [0, 0, 1, 1]>(x, w), both 2 × 2  →  Conv<pads = [1, 0, 1, 1]>(x, Pad(w)) with 3 × 2
 * const safe = padFilters(graph);
 */
export function padFilters(graph: Graph): Graph {
  const facts = factsOf(graph);
  const fresh = freshNames(graph);
  const initializers = new Map(graph.initializers);
  const values = new Map(graph.values);
  let changed = false;
  const nodes = graph.nodes.flatMap((node) => {
    const pads = getInts(node, 'pads');
    if (!pads || !isMisread(node, pads, facts)) return [node];
    changed = true;
    const [x = '', filter = '', ...rest] = node.inputs;
    const kernel = getInts(node, 'kernel_shape') ?? [];
    const name = fresh(`${filter}/padded`);
    const amounts = fresh(`${filter}/pads`);
    // Every begin, then every end; of [out, in, rows, …] only the begin of the rows is padded.
    const taller = plus(kernel, 0, 1);
    const rank = kernel.length + 2;
    initializers.set(
      amounts,
      int64Vector(Array.from({ length: 2 * rank }, (_, i) => (i === 2 ? 1 : 0))),
    );
    const type = facts.type(filter);
    if (type) values.set(name, { ...type, name, shape: [...type.shape.slice(0, 2), ...taller] });
    const pad: Node = {
      name,
      op: 'Pad',
      domain: '',
      inputs: [filter, amounts],
      outputs: [name],
      attributes: {},
    };
    const wider: Node = {
      ...node,
      inputs: [x, name, ...rest],
      attributes: {
        ...node.attributes,
        kernel_shape: ints(taller),
        pads: ints(plus(pads, 0, getInts(node, 'dilations')?.[0] ?? 1)),
      },
    };
    return [pad, wider];
  });
  return changed ? { ...graph, nodes, initializers, values } : graph;
}

const plus = (numbers: readonly number[], index: number, more: number) =>
  numbers.map((number, i) => (i === index ? number + more : number));

function isMisread(node: Node, pads: readonly number[], facts: Facts): boolean {
  const [x = '', filter = ''] = node.inputs;
  if (node.op !== 'Conv' || node.domain !== '' || (getInt(node, 'group') ?? 1) !== 1) return false;
  const image = facts.shape(x)?.slice(2);
  const kernel = getInts(node, 'kernel_shape');
  const window = facts.shape(filter)?.slice(2);
  if (!image || !window || kernel?.length !== 2) return false;
  const spans = image.every((size, axis) => size === kernel[axis] && size === window[axis]);
  const [top, left, bottom = 0, right = 0] = pads;
  return spans && top === 0 && left === 0 && bottom + right > 0;
}
