/**
 * Graph → text in ONNX's own syntax (onnx/onnx docs/Syntax.md), for tests, `ganport inspect` and
 * error messages. parse.ts and onnx's own parser read it back.
 */
import type { DataType } from './data-type.ts';
import type { Attribute, Constant, Dim, Graph, Node, ValueInfo } from './graph.ts';

export interface PrintOptions {
  /** Tensors with more elements than this are cut short with `...`; 16 by default. */
  readonly maxElements?: number;
  /** Print each node's name before it where it differs from its first output; true by default. */
  readonly labels?: boolean;
  /** Print what is known of the values between nodes; true by default. */
  readonly values?: boolean;
}

/** ONNX's names of element types where they differ from ganport's. */
export const printedTypes: Partial<Record<DataType, string>> = {
  float32: 'float',
  float64: 'double',
};

/**
 * The graph in ONNX's textual syntax, one node per line.
 *
 * @example
 * const graph = parseGraph('(float[N] x) => (float[N] y) { y = Tanh(x) }');
 * console.log(printGraph(graph, { labels: false }));
 */
export function printGraph(graph: Graph, options: PrintOptions = {}): string {
  const { values = true, maxElements = 16 } = options;
  const declared = [...graph.initializers].map(
    ([name, constant]) =>
      `${valueInfo({ name, ...constant })} = ${elements(constant, maxElements)}`,
  );
  if (values) declared.push(...[...graph.values.values()].map(valueInfo));
  const types = declared.length === 0 ? '' : ` <\n${indent(declared.join(',\n'))}\n>`;
  const nodes = graph.nodes.map((node) => printNode(node, options));
  const body = nodes.length === 0 ? '{\n}' : `{\n${indent(nodes.join('\n'))}\n}`;
  const name = graph.name === '' ? '' : `${identifier(graph.name)} `;
  const inputs = graph.inputs.map(valueInfo).join(', ');
  const outputs = graph.outputs.map(valueInfo).join(', ');
  return `${name}(${inputs}) => (${outputs})${types} ${body}`;
}

/** One node, for example `y = Conv<strides = [2, 2]>(x, w)`. */
export function printNode(node: Node, options: PrintOptions = {}): string {
  const { labels = true } = options;
  const named = labels && node.name !== node.outputs[0];
  const label = named ? `[${identifier(node.name)}] ` : '';
  const outputs = node.outputs.map(identifier).join(', ');
  const op = node.domain === '' ? node.op : `${node.domain}.${node.op}`;
  const attributes = Object.entries(node.attributes)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, attribute]) => printAttribute(name, attribute, options));
  const settings = attributes.length === 0 ? '' : `<${attributes.join(', ')}>`;
  return `${label}${outputs} = ${op}${settings}(${node.inputs.map(identifier).join(', ')})`;
}

function printAttribute(name: string, attribute: Attribute, options: PrintOptions): string {
  const { type, value } = attribute;
  switch (type) {
    case 'int':
      return `${name} = ${integer(value)}`;
    case 'float':
      return `${name} = ${float(value)}`;
    case 'string':
      return `${name} = ${quoted(value)}`;
    case 'ints':
      return list(name, type, value.map(integer));
    case 'floats':
      return list(name, type, value.map(float));
    case 'strings':
      return list(name, type, value.map(quoted));
    case 'tensor':
      return `${name} = ${tensorType(value)} ${elements(value, options.maxElements ?? 16)}`;
    case 'graph':
    default:
      return `${name} = ${printGraph(value, options)}`;
  }
}

/** An empty list does not show its type, so the type is written. */
function list(name: string, type: string, items: readonly string[]): string {
  return `${name}${items.length === 0 ? `: ${type}` : ''} = [${items.join(', ')}]`;
}

function valueInfo(info: ValueInfo): string {
  return `${tensorType(info)} ${identifier(info.name)}`;
}

/** A scalar has no brackets: `float[]` would be a tensor of any rank. */
function tensorType({ dtype, shape }: { dtype: DataType; shape: readonly Dim[] }): string {
  const dims = shape.map((size) => (typeof size === 'number' ? String(size) : identifier(size)));
  return `${printedTypes[dtype] ?? dtype}${shape.length === 0 ? '' : `[${dims.join(',')}]`}`;
}

function elements({ dtype, data }: Constant, maxElements: number): string {
  const isFloat = dtype === 'float32' || dtype === 'float64';
  const shown = Array.from<number | bigint>(data.slice(0, maxElements)).map((value) =>
    isFloat ? number(Number(value), dtype === 'float32') : String(value),
  );
  if (data.length > maxElements) shown.push('...');
  return `{${shown.join(', ')}}`;
}

/** ±2^63 are the int64 limits, see onnx/write.ts. */
function integer(value: number): string {
  if (value === 2 ** 63) return '9223372036854775807';
  return String(BigInt(value));
}

/** Attributes are float32 in a file. A float shows that it is one: 1.0, not 1. */
function float(value: number): string {
  const text = number(value, true);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}

/** The number with the fewest digits from which it can be read back exactly. */
function number(value: number, single: boolean): string {
  if (!Number.isFinite(value))
    return String(value).replace('Infinity', 'inf').replace('NaN', 'nan');
  if (Object.is(value, -0)) return '-0.0';
  if (!single) return String(value);
  const rounded = Math.fround(value);
  for (let digits = 1; digits <= 9; digits++) {
    const candidate = Number(rounded.toPrecision(digits));
    if (Math.fround(candidate) === rounded) return String(candidate);
  }
  return String(rounded);
}

/** Quoted unless it is a plain word; '' is an input that is left out. */
function identifier(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? name : quoted(name);
}

/** Syntax.md escapes only `"` and `\`. Control characters are escaped too, as in JSON. */
function quoted(text: string): string {
  return JSON.stringify(text);
}

/** Only \n ends a line: a name may contain other characters that `^` takes for line ends (U+2028). */
function indent(text: string): string {
  return text
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');
}
