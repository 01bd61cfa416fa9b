/**
 * A dense layer and the convolution behind it, without anything between them that is not linear, are one dense
 * layer. It is made where it needs fewer multiplications and no larger file, as of a vector that becomes a small
 * image with many channels.
 */
import { getInt, getInts } from '../graph/attributes.ts';
import { constantOf, transposed } from '../graph/constant.ts';
import type { Constant, Graph, Node } from '../graph/graph.ts';
import { sizeOf } from '../graph/shape.ts';
import { freshNames, onlyUses, producers } from '../graph/walk.ts';
import { denseOf } from './dense-layout.ts';
import { type Facts, factsOf } from './facts.ts';
import { isReshape } from './reshape-normalization.ts';
import { reshapeTarget } from './reshape-target.ts';

/** Multiplications that the composition itself may take: a few seconds. */
const MOST_WORK = 3e9;

/**
 * Makes one dense layer of a dense layer and a convolution. Results are rounded differently.
 *
 * @example
 * // a = Gemm(x, w, b); c = Reshape(a, [-1, 128, 7, 7]); y = Conv(c, k)  →  a = Gemm(x, w', b'); y = Reshape(a)
 * const faster = composeLinear(graph);
 */
export function composeLinear(graph: Graph): Graph {
  const facts = factsOf(graph);
  const made = producers(graph);
  const fresh = freshNames(graph);
  const isOnlyUse = onlyUses(graph);
  const initializers = new Map(graph.initializers);
  const values = new Map(graph.values);
  const replaced = new Map<Node, readonly Node[]>();
  for (const node of graph.nodes) {
    const convolution = node.op === 'Conv' && node.domain === '' && convolutionOf(node, facts);
    const [images = ''] = node.inputs;
    const reshape = convolution && isOnlyUse(images) ? made.get(images) : undefined;
    const [flat = ''] = reshape?.inputs ?? [];
    const product = isReshape(reshape) && isOnlyUse(flat) ? made.get(flat) : undefined;
    const dense = product && denseOf(product, facts);
    const type = facts.type(flat);
    if (!convolution || !reshape || !product || !dense || type?.shape.length !== 2) continue;
    if (dense.weight.dtype !== 'float32' || !isOnlyUse(product.inputs[1] ?? '')) continue;
    const target = reshapeTarget(facts.shape(node.outputs[0] ?? '') ?? [0]);
    const [vectors = 0, columns = 0] = [dense.rows, dense.columns].map(
      (axis) => dense.weight.shape[axis],
    );
    const { weight, from, to } = convolution;
    const results = sizeOf(to);
    const work = (results * weight.data.length) / (to[0] ?? 1);
    const isSmaller =
      vectors * results < vectors * columns + work &&
      vectors * results <= dense.weight.data.length + weight.data.length;
    if (!target || columns !== sizeOf(from) || !isSmaller || work * vectors > MOST_WORK) continue;
    const turned = transposed(dense.weight, [dense.columns, dense.rows]);
    const composed = {
      dtype: 'float32',
      shape: [results, vectors],
      data: convolved(convolution, turned.data as Float32Array, vectors, undefined),
    } as const;
    const bias = convolved(
      convolution,
      (dense.bias?.data as Float32Array | undefined) ?? new Float32Array(columns),
      1,
      convolution.bias,
    );
    const [x = '', weightName = ''] = product.inputs;
    const [weightOf, biasOf] = [fresh(weightName), fresh(`${node.name}/bias`)];
    initializers.set(weightOf, dense.rows === 0 ? transposed(composed, [1, 0]) : composed);
    initializers.set(biasOf, { dtype: 'float32', shape: [results], data: bias });
    const shape = fresh(`${node.name}/shape`);
    initializers.set(shape, constantOf('int64', [target.length], target));
    const vector = fresh(flat);
    values.set(vector, { ...type, name: vector, shape: [type.shape[0] ?? '', results] });
    replaced.set(reshape, []);
    replaced.set(product, [
      { ...product, op: 'Gemm', inputs: [x, weightOf, biasOf], outputs: [vector] },
    ]);
    replaced.set(node, [{ ...node, op: 'Reshape', inputs: [vector, shape], attributes: {} }]);
  }
  if (replaced.size === 0) return graph;
  const nodes = graph.nodes.flatMap((node) => replaced.get(node) ?? [node]);
  return { ...graph, nodes, initializers, values };
}

/** A convolution of images of known sizes, with constant weights. */
interface Convolution {
  readonly weight: Constant;
  readonly bias: Constant | undefined;
  /** [channels, height, width] of the input and of the output. */
  readonly from: readonly number[];
  readonly to: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly pads: readonly number[];
}

function convolutionOf(node: Node, facts: Facts): Convolution | undefined {
  const [x = '', weightName = '', biasName = ''] = node.inputs;
  const [weight, bias] = [facts.constant(weightName), facts.constant(biasName)];
  const [from, to] = [x, node.outputs[0] ?? ''].map((name) =>
    facts
      .shape(name)
      ?.slice(1)
      .filter((size) => typeof size === 'number'),
  );
  const isPlain = (getInt(node, 'group') ?? 1) === 1 && node.attributes['auto_pad'] === undefined;
  if (!isPlain || weight?.dtype !== 'float32' || weight.shape.length !== 4) return undefined;
  if (from?.length !== 3 || to?.length !== 3 || (biasName !== '' && !bias)) return undefined;
  return {
    ...{ weight, bias, from, to },
    strides: getInts(node, 'strides') ?? [1, 1],
    dilations: getInts(node, 'dilations') ?? [1, 1],
    pads: getInts(node, 'pads') ?? [0, 0, 0, 0],
  };
}

/** Filters that are computed at once: each number of an image is read once for all. */
const TOGETHER = 4;

/** Some images at once, which are the last axis: [channels, height, width, count]. */
function convolved(
  { weight, from, to, strides, dilations, pads }: Convolution,
  images: Float32Array,
  count: number,
  bias: Constant | undefined,
): Float32Array {
  const [channels = 0, height = 0, width = 0] = from;
  const [filters = 0, rows = 0, columns = 0] = to;
  const [, , down = 0, across = 0] = weight.shape;
  const weights = weight.data as Float32Array;
  const taps = channels * down * across;
  const area = rows * columns;
  const result = new Float32Array(filters * area * count);
  const sums = Array.from({ length: TOGETHER }, () => new Float64Array(count));
  const [s0, s1, s2, s3] = sums as [Float64Array, Float64Array, Float64Array, Float64Array];
  const [stepDown = 1, stepAcross = 1] = strides;
  const [gapDown = 1, gapAcross = 1] = dilations;
  const [top = 0, left = 0] = pads;
  for (let first = 0; first < filters; first += TOGETHER) {
    for (let place = 0; place < area; place++) {
      for (const [i, sum] of sums.entries()) sum.fill(Number(bias?.data[first + i] ?? 0));
      const [row, column] = [Math.floor(place / columns), place % columns];
      for (let tap = 0; tap < taps; tap++) {
        const channel = Math.floor(tap / (down * across));
        const y = row * stepDown - top + (Math.floor(tap / across) % down) * gapDown;
        const x = column * stepAcross - left + (tap % across) * gapAcross;
        if (y < 0 || y >= height || x < 0 || x >= width) continue;
        const at = first * taps + tap;
        const [a, b] = [weights[at] ?? 0, weights[at + taps] ?? 0];
        const [c, d] = [weights[at + 2 * taps] ?? 0, weights[at + 3 * taps] ?? 0];
        const start = ((channel * height + y) * width + x) * count;
        for (let i = 0; i < count; i++) {
          const value = images[start + i] as number;
          s0[i] = (s0[i] as number) + a * value;
          s1[i] = (s1[i] as number) + b * value;
          s2[i] = (s2[i] as number) + c * value;
          s3[i] = (s3[i] as number) + d * value;
        }
      }
      for (const [i, sum] of sums.entries()) {
        if (first + i < filters) result.set(sum, ((first + i) * area + place) * count);
      }
    }
  }
  return result;
}
