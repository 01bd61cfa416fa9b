/**
 * Gives the convolution before a Pad of channels more filters, of zeros, in place of the Pad. Operators
 * between may be those that turn 0 into 0. channel-padding.ts makes such Pads.
 */
import { getInt } from '../graph/attributes.ts';
import { dataTypes } from '../graph/data-type.ts';
import type { Constant, Graph, Node } from '../graph/graph.ts';
import { sizeOf } from '../graph/shape.ts';
import { consumers, producers } from '../graph/walk.ts';
import { removeAliases } from './alias.ts';
import { type Facts, factsOf } from './facts.ts';

/**
 * Removes a Pad of channels by adding filters of zeros to the convolution before it.
 *
 * @example
 * // a = Conv(x, w); b = Relu(a); y = Pad(b, [0, 0, 0, 0, 0, 2, 0, 0])  →  a = Conv(x, w'); y = Relu(a)
 * const smaller = absorbChannelPads(graph);
 */
export function absorbChannelPads(graph: Graph): Graph {
  const facts = factsOf(graph);
  const made = producers(graph);
  const users = consumers(graph);
  const isOutput = new Set(graph.outputs.map(({ name }) => name));
  const initializers = new Map(graph.initializers);
  const values = new Map(graph.values);
  const isOnlyUse = (name: string) => users.get(name)?.length === 1 && !isOutput.has(name);
  const aliases = new Map<Node, readonly string[]>();
  const changed = new Set<Node>();
  for (const pad of graph.nodes) {
    const more = addedChannels(pad, facts);
    if (more === undefined) continue;
    const between: string[] = [];
    let value = pad.inputs[0] ?? '';
    let maker = made.get(value);
    while (maker && isOnlyUse(value) && keepsZero(maker, facts)) {
      between.push(value);
      value = maker.inputs[0] ?? '';
      maker = made.get(value);
    }
    if (!maker || !isOnlyUse(value) || changed.has(maker) || !isPlainConv(maker)) continue;
    const [, ...names] = maker.inputs;
    const constants = names.map((name) => (isOnlyUse(name) ? facts.constant(name) : undefined));
    const known = constants.filter((constant) => constant !== undefined);
    if (known.length < names.length) continue;
    for (const [index, constant] of known.entries()) {
      initializers.set(names[index] ?? '', withZeroFilters(constant, more));
    }
    for (const name of [value, ...between]) {
      const type = values.get(name);
      const channels = type?.shape[1];
      if (!type || typeof channels !== 'number') values.delete(name);
      else values.set(name, { ...type, shape: type.shape.with(1, channels + more) });
    }
    changed.add(maker);
    aliases.set(pad, [pad.inputs[0] ?? '']);
  }
  return aliases.size === 0 ? graph : removeAliases({ ...graph, initializers, values }, aliases);
}

/** How many channels a Pad adds, with zeros, at the end of the second axis and nowhere else. */
function addedChannels(node: Node, { integers, constant }: Facts): number | undefined {
  const { mode } = node.attributes;
  const isConstant = mode === undefined || (mode.type === 'string' && mode.value === 'constant');
  if (node.op !== 'Pad' || node.domain !== '' || !isConstant) return undefined;
  const [, parameter, fill = '', axes = ''] = node.inputs;
  const value = constant(fill);
  const isZero = fill === '' || (value?.data.length === 1 && Number(value.data[0]) === 0);
  const amounts = integers(parameter);
  if (!amounts || !isZero || axes !== '') return undefined;
  const end = amounts.length / 2 + 1;
  const more = amounts[end] ?? 0;
  return more > 0 && amounts.every((amount, i) => i === end || amount === 0) ? more : undefined;
}

/** Convolutions with one group have their filters first. */
function isPlainConv(node: Node): boolean {
  return node.op === 'Conv' && node.domain === '' && (getInt(node, 'group') ?? 1) === 1;
}

const zeroPreserving = new Set(['Abs', 'Elu', 'HardSwish', 'LeakyRelu', 'Relu', 'Selu', 'Tanh']);

function keepsZero(node: Node, { constant }: Facts): boolean {
  if (node.domain !== '') return false;
  if (node.op !== 'Clip') return zeroPreserving.has(node.op);
  const [, low, high] = node.inputs.map((name) => constant(name));
  return Number(low?.data[0] ?? NaN) <= 0 && Number(high?.data[0] ?? NaN) >= 0;
}

/** Zeros at the end of the first axis. */
function withZeroFilters({ dtype, shape, data }: Constant, more: number): Constant {
  const [filters = 0, ...rest] = shape;
  const wide = new dataTypes[dtype].array((filters + more) * sizeOf(rest));
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  new Uint8Array(wide.buffer).set(bytes);
  return { dtype, shape: [filters + more, ...rest], data: wide };
}
