/**
 * Shapes of inputs that a model does not state, from the nodes that read them: a convolution takes images
 * with its kernel's channels, a product of matrices takes rows as long as its matrix is high.
 */
import type { TypedArray } from '@tensorflow/tfjs-core';
import { at } from '@ganport/graph/ops';
import type { Ref, TfGraph, TfNode } from './topology.ts';

/** Negative where any number fits. */
type Sizes = readonly number[];

/** A weight of the model, which Const nodes hold. */
interface Known {
  readonly shape: readonly number[];
  readonly values: ArrayLike<unknown>;
}

interface InferredShape {
  readonly sizes: Sizes;
  /** The node that reads the input in this shape. */
  readonly reader: string;
}

/** By the name of the input. */
export type InferredShapes = Readonly<Record<string, InferredShape>>;

/**
 * Shapes of inputs. Those whose readers take tensors of several ranks have none.
 *
 * @param weights by the name of their Const node
 */
export function inferShapes(
  inputs: readonly { readonly name: string; readonly ref: Ref }[],
  graph: TfGraph,
  weights: ReadonlyMap<string, Known>,
): InferredShapes {
  const shapes = inputs.map(
    ({ name, ref }) => [name, new Readers(graph, weights).shapeOf(ref)] as const,
  );
  return Object.fromEntries(
    shapes.filter((entry): entry is readonly [string, InferredShape] => entry[1] !== undefined),
  );
}

/** What a rule sees of a node: one of its inputs is asked for. */
interface Reading {
  readonly node: TfNode;
  readonly input: number;
  /** The weight that an input of the node is. */
  known(input: number): Known | undefined;
  /** The shape that the readers of the node's result take. */
  result(): InferredShape | undefined;
}

type Rule = (reading: Reading) => Sizes | InferredShape | undefined;

class Readers {
  readonly #graph: TfGraph;
  readonly #weights: ReadonlyMap<string, Known>;
  readonly #readings = new Map<string, { node: TfNode; input: number }[]>();
  readonly #asked = new Set<string>();

  constructor(graph: TfGraph, weights: ReadonlyMap<string, Known>) {
    this.#graph = graph;
    this.#weights = weights;
    for (const node of graph.nodes.values()) {
      for (const [input, ref] of node.inputs.entries()) {
        const readings = this.#readings.get(keyOf(ref));
        if (readings) readings.push({ node, input });
        else this.#readings.set(keyOf(ref), [{ node, input }]);
      }
    }
  }

  shapeOf(ref: Ref): InferredShape | undefined {
    // What is asked for again says nothing new: shapes are found along the way.
    if (this.#asked.has(keyOf(ref))) return undefined;
    this.#asked.add(keyOf(ref));
    let found: InferredShape | undefined;
    for (const { node, input } of this.#readings.get(keyOf(ref)) ?? []) {
      const sizes = rules[node.op]?.({
        node,
        input,
        known: (other) => this.#known(node.inputs[other]),
        result: () => this.shapeOf({ node: node.name, output: 0 }),
      });
      if (!sizes) continue;
      const shape = 'reader' in sizes ? sizes : { sizes, reader: node.name };
      if (found && found.sizes.length !== shape.sizes.length) return undefined;
      found = found ? both(found, shape) : shape;
    }
    return found;
  }

  #known(ref: Ref | undefined): Known | undefined {
    const node = ref && this.#graph.nodes.get(ref.node);
    if (!node || ref.output !== 0) return undefined;
    return node.op === 'Identity' ? this.#known(node.inputs[0]) : this.#weights.get(node.name);
  }
}

const keyOf = ({ node, output }: Ref) => `${node}:${output}`;

/** The sizes of two readers of one tensor. */
const both = (a: InferredShape, b: InferredShape): InferredShape => ({
  ...a,
  sizes: a.sizes.map((size, axis) => Math.max(size, at(b.sizes, axis))),
});

/** Sizes of any numbers. */
const anySizes = (rank: number): number[] => Array.from({ length: rank }, () => -1);

/** The first input has this many axes. */
const firstOf =
  (rank: number): Rule =>
  ({ input }) =>
    input === 0 ? anySizes(rank) : undefined;

/** The first input has as many channels as the kernel takes. */
const convolution =
  (rank: number): Rule =>
  ({ node, input, known }) => {
    if (input !== 0) return undefined;
    const channels = known(1)?.shape[rank - 2] ?? -1;
    const isChannelsFirst = atob(node.def.attr?.['data_format']?.s ?? '').startsWith('NC');
    const spatial = anySizes(rank - 2);
    return isChannelsFirst ? [-1, channels, ...spatial] : [-1, ...spatial, channels];
  };

const matrixProduct: Rule = ({ node, input, known }) => {
  if (input > 1) return undefined;
  const isTurned = (side: number) => node.def.attr?.[`transpose_${'ab'[side]}`]?.b === true;
  const other = known(1 - input);
  // The inner sizes of both factors are equal: the last one of the first, the first one of the second.
  const inner = (side: number) => (isTurned(side) === (side === 0) ? 0 : 1);
  const length = other?.shape[inner(1 - input)] ?? -1;
  return inner(input) === 0 ? [length, -1] : [-1, length];
};

const normalization: Rule = ({ input, known }) =>
  input === 0 ? [-1, -1, -1, known(1)?.shape[0] ?? -1] : undefined;

/** The input has the shape of the result. */
const same: Rule = ({ input, result }) => (input === 0 ? result() : undefined);

/** The other operand is no larger than the result, which has the input's shape then. */
const elementwise: Rule = ({ input, known, result }) => {
  const other = known(1 - input)?.shape;
  const shape = other && result();
  const isSmaller = (own: Sizes) =>
    other !== undefined &&
    other.every((size, i) => size === 1 || size === own[own.length - other.length + i]);
  return shape && isSmaller(shape.sizes) ? shape : undefined;
};

const numbers = ({ values }: Known): number[] => Array.from(values as TypedArray, Number);

const transpose: Rule = ({ input, known, result }) => {
  const permutation = known(1);
  if (input !== 0 || !permutation) return undefined;
  const order = numbers(permutation);
  const shape = result();
  if (shape?.sizes.length !== order.length) return order.map(() => -1);
  return { ...shape, sizes: order.map((_, axis) => at(shape.sizes, order.indexOf(axis))) };
};

const expandDims: Rule = ({ input, known, result }) => {
  const axis = known(1);
  const shape = input === 0 && axis ? result() : undefined;
  return shape && { ...shape, sizes: shape.sizes.toSpliced(at(numbers(axis as Known), 0), 1) };
};

/** The second input has a number, or a row of numbers, for each axis. */
const perAxis: Rule = ({ input, known }) => {
  const parameters = input === 0 ? known(1) : undefined;
  return parameters && anySizes(at(parameters.shape, 0));
};

const named = (names: string, rule: Rule) => names.split(' ').map((name) => [name, rule] as const);

const rules: Readonly<Record<string, Rule>> = Object.fromEntries([
  ...named('Conv2D _FusedConv2D DepthwiseConv2dNative FusedDepthwiseConv2dNative', convolution(4)),
  ...named('Conv3D', convolution(5)),
  ...named('MaxPool AvgPool MaxPoolWithArgmax DepthToSpace ResizeBilinear LRN', firstOf(4)),
  ...named('ResizeNearestNeighbor CropAndResize Dilation2D', firstOf(4)),
  ...named('MaxPool3D AvgPool3D', firstOf(5)),
  ...named('MatMul _FusedMatMul', matrixProduct),
  ...named('FusedBatchNorm FusedBatchNormV2 FusedBatchNormV3', normalization),
  ...named('Identity Cast Relu Relu6 Elu Selu LeakyRelu Sigmoid Tanh Softmax', same),
  ...named('Abs Neg Exp Log Sqrt Rsqrt Square Floor Round ClipByValue StopGradient', same),
  ...named('Add AddV2 BiasAdd Sub Mul RealDiv Div Maximum Minimum Pow', elementwise),
  ...named('Transpose', transpose),
  ...named('ExpandDims', expandDims),
  ...named('Pad PadV2 MirrorPad Slice Tile', perAxis),
]);
