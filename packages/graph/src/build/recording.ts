/**
 * What was recorded for some values, with a key: equal keys make equal models, so a backend that records the
 * same again need not make its model again. The key is much cheaper than the model.
 */
import type { Attribute, Constant } from '../graph/graph.ts';
import { neededNodes } from './collect.ts';
import type { RecordedNode, Value } from './value.ts';

/** Larger constants are fed; smaller ones are shapes, axes and parameters of operators. */
const maxConstantElements = 64;

export interface Recording {
  /** Undefined for what has no key: nodes with subgraphs. */
  readonly key: string | undefined;
  /** The values that are fed, in the order of their first use; their origin is 'input' or 'constant'. */
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
}

/** @param outputs values with the origin 'node', each once */
export function recordingOf(outputs: readonly Value[]): Recording {
  /** Names of values in the key: x of inputs, n of nodes, c of constants. */
  const names = new Map<Value, string>();
  const inputs: Value[] = [];
  const parts: string[] = [];
  let hasKey = true;

  const feed = (value: Value): string => {
    const name = `x${inputs.length}`;
    inputs.push(value);
    names.set(value, name);
    parts.push(name, typeOf(value));
    return name;
  };
  const inputName = (value: Value, node: RecordedNode, i: number): string => {
    const known = names.get(value);
    if (known !== undefined) return known;
    if (isFed(value) || isPosition(node.op, i)) return feed(value);
    // What is neither an input nor made by an earlier node is a small constant.
    if (value.origin.kind !== 'constant') throw new Error('a value is used before it is made');
    const name = textOf(value.origin.constant);
    names.set(value, name);
    return name;
  };
  for (const [at, node] of neededNodes(outputs).entries()) {
    if (Object.keys(node.bodies).length > 0 || node.region) hasKey = false;
    parts.push(node.domain, node.op);
    for (const [i, value] of node.inputs.entries()) {
      parts.push(value ? inputName(value, node, i) : '-');
    }
    for (const [name, attribute] of Object.entries(node.attributes)) {
      parts.push(name, attributeText(attribute));
    }
    for (const [i, output] of node.outputs.entries()) {
      names.set(output, `n${at}.${i}`);
      parts.push(typeOf(output));
    }
  }
  for (const output of outputs) parts.push(names.get(output) ?? '');
  return { key: hasKey ? parts.join('\n') : undefined, inputs, outputs };
}

/** The start and end of a slice are fed, since loops over a data set change them with every batch. */
const isPosition = (op: string, input: number) => op === 'Slice' && (input === 1 || input === 2);

function isFed({ origin }: Value): boolean {
  return (
    origin.kind === 'input' ||
    (origin.kind === 'constant' && origin.constant.data.length > maxConstantElements)
  );
}

const typeOf = ({ dtype, shape }: Value) => `${dtype}[${shape.join()}]`;

/** Exact: numbers that print alike, such as 0 and −0, are different bytes. */
function textOf({ dtype, shape, data }: Constant): string {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return `c${dtype}[${shape.join()}]${bytes.join()}`;
}

function attributeText({ type, value }: Attribute): string {
  if (type === 'graph') return '';
  if (type === 'tensor') return textOf(value);
  return `${type} ${Array.isArray(value) ? value.map(exact).join() : exact(value as number)}`;
}

function exact(value: number | string): string {
  if (typeof value === 'string') return JSON.stringify(value);
  return Object.is(value, -0) ? '-0' : String(value);
}
