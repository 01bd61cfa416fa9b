/**
 * Pads convolutions of 6, 9, 15, 18 … input channels with zeros up to a multiple of four. ONNX Runtime
 * (1.30; microsoft/onnxruntime issue 29651) reads such channels in groups of three on WebGPU when the
 * outputs are a multiple of four, and computes wrong numbers without an error; exactly three channels
 * are computed right. Results stay the same, since only products with zero are added.
 */
import { getInt } from '../graph/attributes.ts';
import { int64Vector } from '../graph/constant.ts';
import { sizeOf } from '../graph/shape.ts';
import { dataTypes } from '../graph/data-type.ts';
import type { Constant, Dim, Graph, Node } from '../graph/graph.ts';
import { freshNames } from '../graph/walk.ts';
import { factsOf } from './facts.ts';

/**
 * Pads the input channels of convolutions that ONNX Runtime misreads on WebGPU.
 *
 * @example
 * // y = Conv(x, w) with 6 channels  →  y = Conv(Pad(x), w') with 8
 * const safe = padChannels(graph);
 */
export function padChannels(graph: Graph): Graph {
  const facts = factsOf(graph);
  const fresh = freshNames(graph);
  const initializers = new Map(graph.initializers);
  const values = new Map(graph.values);
  /** Values that are padded already, by the name of the value before. */
  const known = new Map<string, { readonly name: string; readonly node?: Node }>();

  const padded = (value: string, more: number): { readonly name: string; readonly node?: Node } => {
    const before = known.get(value);
    if (before) return { name: before.name };
    const constant = facts.constant(value);
    const result = constant ? paddedConstant(value, constant, more) : padNode(value, more);
    known.set(value, result);
    return result;
  };
  const paddedConstant = (value: string, constant: Constant, more: number) => {
    const name = fresh(`${value}/padded`);
    initializers.set(name, withZeros(constant, more));
    return { name };
  };
  const padNode = (value: string, more: number) => {
    const name = fresh(`${value}/padded`);
    const type = facts.type(value);
    const rank = type?.shape.length ?? 4;
    const pads = fresh(`${value}/pads`);
    // Pads have every begin, then every end; only the end of the channels is padded.
    const amounts = Array.from({ length: 2 * rank }, (_, i) => (i === rank + 1 ? more : 0));
    initializers.set(pads, int64Vector(amounts));
    const outputs = [fresh(`${value}/padded_y`)];
    const [output = ''] = outputs;
    if (type) values.set(output, { ...type, name: output, shape: grown(type.shape, more) });
    const node: Node = {
      name,
      op: 'Pad',
      domain: '',
      inputs: [value, pads],
      outputs,
      attributes: {},
    };
    return { name: output, node };
  };

  let changed = false;
  const nodes = graph.nodes.flatMap((node) => {
    const [x = '', weight = '', ...rest] = node.inputs;
    const [, channels] = facts.shape(weight) ?? [];
    if (!isMisread(node, facts.shape(weight)) || !facts.shape(x)) return [node];
    const more = 4 - (Number(channels) % 4);
    changed = true;
    const [data, kernel] = [padded(x, more), padded(weight, more)];
    const pads = [data.node, kernel.node].filter((pad) => pad !== undefined);
    return [...pads, { ...node, inputs: [data.name, kernel.name, ...rest] }];
  });
  return changed ? { ...graph, nodes, initializers, values } : graph;
}

/** @param weight [out, in, …window] */
function isMisread(node: Node, weight: readonly Dim[] | undefined): boolean {
  if (node.op !== 'Conv' || node.domain !== '' || (getInt(node, 'group') ?? 1) !== 1) return false;
  const [out, channels] = weight ?? [];
  if (typeof out !== 'number' || typeof channels !== 'number') return false;
  return channels > 3 && channels % 3 === 0 && channels % 4 !== 0 && out % 4 === 0;
}

function grown([batch = 1, channels, ...window]: readonly Dim[], more: number): Dim[] {
  return [batch, typeof channels === 'number' ? channels + more : `${channels}+${more}`, ...window];
}

/** A weight with zeros for the added channels. */
function withZeros({ dtype, shape, data }: Constant, more: number): Constant {
  const [out = 0, channels = 0, ...window] = shape;
  const area = sizeOf(window);
  const wide = new dataTypes[dtype].array(out * (channels + more) * area);
  for (let o = 0; o < out; o++) {
    for (let i = 0; i < channels * area; i++) {
      // Both arrays have these channels, so the element exists.
      wide[o * (channels + more) * area + i] = data[o * channels * area + i] as never;
    }
  }
  return { dtype, shape: [out, channels + more, ...window], data: wide };
}
