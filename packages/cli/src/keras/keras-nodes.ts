/**
 * Calls of layers as model.json has them: Keras 2 writes `[layer, node, tensor, {arguments}]` for each tensor,
 * Keras 3 `{args, kwargs}` with `__keras_tensor__` among them. Both become the same data here.
 */
import type { Argument } from './functions/call.ts';

/** An output of a call of a layer. */
export type Source = readonly [layer: string, node: number, tensor: number];

/** The arguments of a call; `input` is a number of the sources. */
export interface NodeCall {
  readonly sources: readonly Source[];
  readonly positional: readonly Argument[];
  readonly named: Readonly<Record<string, Argument>>;
}

type Json = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Reads a node of either kind. */
export function readNode(node: unknown, layers: ReadonlySet<string>): NodeCall {
  const sources: Source[] = [];
  const add = (source: Source): Argument => ({ input: sources.push(source) - 1 });
  if (isObject(node)) {
    const { args, kwargs } = node;
    const positional = (Array.isArray(args) ? args : []).map((value) => readKeras3(value, add));
    return { sources, positional, named: readAll(kwargs, (value) => readKeras3(value, add)) };
  }
  const items: readonly unknown[] = Array.isArray(node) ? node : [];
  const isOne = typeof items[0] === 'string';
  const first = isOne ? items : items[0];
  const options: unknown = Array.isArray(first) ? first[3] : undefined;
  const read = (value: unknown) => readKeras2(value, layers, add);
  const tensors = isOne
    ? readTensor(items, read, add)
    : items.map((item) => readTensor(item, read, add));
  return { sources, positional: [tensors], named: readAll(options, read) };
}

function readAll(values: unknown, read: (value: unknown) => Argument): Record<string, Argument> {
  if (!isObject(values)) return {};
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, read(value)]));
}

/** What Keras 2 writes in place of a tensor where the argument is a constant. */
const CONSTANT = '_CONSTANT_VALUE';

function readTensor(
  item: unknown,
  read: (value: unknown) => Argument,
  add: (source: Source) => Argument,
): Argument {
  const [layer, node, tensor]: readonly unknown[] = Array.isArray(item) ? item : [];
  if (layer === CONSTANT) return read(tensor);
  return add([layer, node, tensor] as unknown as Source);
}

function readKeras2(
  value: unknown,
  layers: ReadonlySet<string>,
  add: (source: Source) => Argument,
): Argument {
  const read = (inner: unknown) => readKeras2(inner, layers, add);
  if (Array.isArray(value)) {
    const [layer, node, tensor]: readonly unknown[] = value;
    const isTensor = typeof layer === 'string' && typeof node === 'number' && layers.has(layer);
    return isTensor ? add([layer, node, tensor as number]) : value.map(read);
  }
  if (!isObject(value)) return plain(value);
  if (value['class_name'] === '__ellipsis__') return { ellipsis: true };
  if ('start' in value && 'stop' in value) {
    return { slice: [read(value['start']), read(value['stop']), read(value['step'])] };
  }
  return unreadable(value);
}

function readKeras3(value: unknown, add: (source: Source) => Argument): Argument {
  const read = (inner: unknown) => readKeras3(inner, add);
  if (Array.isArray(value)) return value.map(read);
  if (!isObject(value)) return plain(value);
  const { class_name: kind, config, items } = value;
  const fields: Json = isObject(config) ? config : {};
  switch (kind) {
    case '__keras_tensor__':
      return add(fields['keras_history'] as Source);
    case '__slice__':
      return { slice: [read(fields['start']), read(fields['stop']), read(fields['step'])] };
    case '__ellipsis__':
      return { ellipsis: true };
    case '__numpy__':
    case '__tensor__':
      return { array: { value: read(fields['value']), dtype: String(fields['dtype']) } };
    case '__tuple__':
      return Array.isArray(items) ? items.map(read) : [];
    default:
      return unreadable(value);
  }
}

/** JSON has nothing else. */
function plain(value: unknown): Argument {
  return (value ?? null) as Argument;
}

/** It is an error only for a function that reads it. */
function unreadable(value: Json): Argument {
  return JSON.stringify(value).slice(0, 60);
}
