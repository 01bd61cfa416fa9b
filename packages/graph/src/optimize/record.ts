/**
 * A layer in a form, as a graph of its own from `x` to `y`: what is measured, and what takes the layer's
 * place. A size that is open is recorded at two numbers; what differs between the recordings are sizes
 * in targets of Reshape, which ONNX infers.
 */
import { collectGraph } from '../build/collect.ts';
import { GraphBuilder } from '../build/graph-builder.ts';
import { int64Vector, sameConstant, toIntegers } from '../graph/constant.ts';
import type { Constant, Dim, Graph, Node, ValueInfo } from '../graph/graph.ts';
import { sizeOf } from '../graph/shape.ts';
import { foldConstants } from '../passes/constant-folding.ts';
import { eliminateDeadCode } from '../passes/dead-code.ts';
import { runPasses } from '../passes/pass.ts';
import type { LayerForm } from './forms/index.ts';
import { inputShapeOf, type ConvLayer } from './layers/layer.ts';

/** A layer at the sizes that are measured, and at others of every open size where there are any. */
export type ObservedLayer = readonly [measured: ConvLayer, other?: ConvLayer];

export interface RecordedForm {
  /** At the measured sizes. */
  readonly measured: Graph;
  /** At all sizes; sizes that differ between the recordings are strings. */
  readonly open: Graph;
}

/** Bytes of the largest value, or of all constants, of a form. */
const MAX_BYTES = 2 ** 28;

/**
 * The form of a layer; undefined where it does not fit the layer, holds for the measured sizes alone, or
 * needs a value of more than 256 MiB.
 */
export function recordForm(
  form: LayerForm,
  [measured, other]: ObservedLayer,
): RecordedForm | undefined {
  const first = record(form, measured);
  if (!first) return undefined;
  if (!other) return { measured: first, open: first };
  const second = record(form, other);
  const open = second && withOpenSizes(first, second);
  return open && { measured: first, open };
}

function record(form: LayerForm, layer: ConvLayer): Graph | undefined {
  const builder = new GraphBuilder();
  const x = builder.input('x', { dtype: 'float32', shape: inputShapeOf(layer) });
  const y = form.write(builder, x, layer);
  if (!y) return undefined;
  const graph = collectGraph('layer', [{ name: 'x', value: x }], [{ name: 'y', value: y }]);
  const folded = runPasses(graph, [foldConstants, eliminateDeadCode]);
  const ends = [...folded.inputs, ...folded.outputs];
  const values = [...ends, ...folded.values.values()].map(bytesOf);
  const constants = [...folded.initializers.values()].map(bytesOf);
  const most = Math.max(...values, sum(constants));
  return most <= MAX_BYTES ? folded : undefined;
}

const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);

const bytesOf = ({ shape }: Pick<ValueInfo, 'shape'>) => 4 * sizeOf(shape.map(Number));

/** One graph of two recordings of the same nodes; undefined where more than Reshapes differ. */
function withOpenSizes(first: Graph, second: Graph): Graph | undefined {
  if (!haveSameNodes(first, second)) return undefined;
  const initializers = new Map<string, Constant>();
  for (const [name, constant] of first.initializers) {
    const other = second.initializers.get(name);
    if (!other) return undefined;
    const one = sameConstant(constant, other) ? constant : target(name, first, second);
    if (!one) return undefined;
    initializers.set(name, one);
  }
  const merged = (info: ValueInfo, other: ValueInfo | undefined): ValueInfo => ({
    ...info,
    shape: info.shape.map((size, axis): Dim => {
      return size === other?.shape[axis] ? size : `${info.name}/${axis}`;
    }),
  });
  const values = [...first.values].map(
    ([name, info]) => [name, merged(info, second.values.get(name))] as const,
  );
  return {
    ...first,
    initializers,
    values: new Map(values),
    inputs: first.inputs.map((info, i) => merged(info, second.inputs[i])),
    outputs: first.outputs.map((info, i) => merged(info, second.outputs[i])),
  };
}

function haveSameNodes(first: Graph, second: Graph): boolean {
  const text = ({ nodes }: Graph) =>
    JSON.stringify(
      nodes.map(({ op, inputs, outputs, attributes }: Node) => [op, inputs, outputs, attributes]),
    );
  return text(first) === text(second);
}

/** What a Reshape is given in place of sizes that differ: -1 for one, 0 for those it keeps. */
function target(name: string, first: Graph, second: Graph): Constant | undefined {
  const users = first.nodes.filter(({ inputs }) => inputs.includes(name));
  const [reshape] = users;
  if (users.length !== 1 || reshape?.op !== 'Reshape' || reshape.attributes['allowzero']) {
    return undefined;
  }
  const [a, b] = [first, second].map((graph) => ({
    sizes: toIntegers(graph.initializers.get(name)) ?? [],
    before: shapeIn(graph, reshape.inputs[0] ?? ''),
  }));
  if (!a || !b || a.sizes.length !== b.sizes.length) return undefined;
  const sizes = a.sizes.map((size, axis) => {
    if (size === b.sizes[axis]) return size;
    return size === a.before?.[axis] && b.sizes[axis] === b.before?.[axis] ? 0 : -1;
  });
  return sizes.filter((size) => size === -1).length > 1 ? undefined : int64Vector(sizes);
}

function shapeIn(graph: Graph, name: string): readonly Dim[] | undefined {
  return (graph.values.get(name) ?? graph.inputs.find((input) => input.name === name))?.shape;
}
