/** A convolution of an ONNX file as data, and the node with other ends. */
import { encodeAttribute } from '../onnx-bytes.ts';
import { field, fields, integersOf, join, text, textsOf, type Field } from '../protobuf.ts';

/** Field numbers of NodeProto and AttributeProto (onnx.proto). */
export const nodeFields = { input: 1, output: 2, op: 4, attribute: 5, domain: 7 } as const;
export const attributeFields = {
  name: 1,
  integer: 3,
  text: 4,
  tensor: 5,
  graph: 6,
  integers: 8,
  reference: 21,
} as const;

/** A convolution of one group. Lists have an entry for each axis of the image; empty ones are not stated. */
export interface ConvNode {
  readonly inputs: readonly string[];
  readonly output: string;
  readonly kernel: readonly number[];
  /** Elements of the image from one result to the next. */
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  /** Zeros before each axis of the image, then behind each. */
  readonly pads: readonly number[];
  /** What decides about zeros where `pads` does not. */
  readonly autoPad: string;
  /** Whether the node states its window; in a function, attributes may refer to those of the callers. */
  readonly isStated: boolean;
}

const windowAttributes = ['kernel_shape', 'strides', 'dilations', 'pads', 'auto_pad'];

/** @returns undefined for a node that is none, or has several groups, or as many as a caller says */
export function readConv(node: readonly Field[]): ConvNode | undefined {
  if (!isOperator(node, ['Conv'])) return undefined;
  const attributes = attributesOf(node);
  const isReference = (name: string) =>
    attributes.get(name)?.some(({ number }) => number === attributeFields.reference) === true;
  const integers = (name: string, number: number) => integersOf(attributes.get(name) ?? [], number);
  const [group = 1] = integers('group', attributeFields.integer);
  if (group !== 1 || isReference('group')) return undefined;
  const list = (name: string) => integers(name, attributeFields.integers);
  const [output = ''] = textsOf(node, nodeFields.output);
  const [autoPad = ''] = textsOf(attributes.get('auto_pad') ?? [], attributeFields.text);
  const steps = { strides: list('strides'), dilations: list('dilations') };
  const pads = list('pads');
  const isSound =
    pads.every(Number.isSafeInteger) && [...steps.strides, ...steps.dilations].every((n) => n > 0);
  return {
    inputs: textsOf(node, nodeFields.input),
    output,
    kernel: list('kernel_shape'),
    ...steps,
    pads,
    autoPad: autoPad === '' ? 'NOTSET' : autoPad,
    isStated: isSound && !windowAttributes.some(isReference),
  };
}

/**
 * The node with other ends.
 *
 * @param pads in place of its own; they stay as they are when not given
 */
export function writeConv(
  node: readonly Field[],
  inputs: readonly string[],
  output: string,
  pads?: readonly number[],
): Uint8Array {
  const ends: readonly number[] = [nodeFields.input, nodeFields.output];
  const replaced = pads ? ['pads', 'auto_pad'] : [];
  const others = node.filter(
    ({ number, content }) =>
      !ends.includes(number) &&
      !(number === nodeFields.attribute && replaced.includes(nameOf(content))),
  );
  return join([
    ...inputs.map((name) => field(nodeFields.input, text(name))),
    field(nodeFields.output, text(output)),
    ...others.map(({ whole }) => whole),
    ...(pads ? [encodeAttribute('pads', pads)] : []),
  ]);
}

/** Whether a node is one of these operators of ONNX itself. */
export function isOperator(node: readonly Field[], operators: readonly string[]): boolean {
  const [domain = ''] = textsOf(node, nodeFields.domain);
  const [op = ''] = textsOf(node, nodeFields.op);
  return (domain === '' || domain === 'ai.onnx') && operators.includes(op);
}

/** The attributes of a node as messages, by their names. */
export function attributesOf(node: readonly Field[]): Map<string, readonly Field[]> {
  return new Map(
    node.flatMap(({ number, content }) =>
      number === nodeFields.attribute && content
        ? [[nameOf(content), [...fields(content)]] as const]
        : [],
    ),
  );
}

function nameOf(attribute: Uint8Array | undefined): string {
  return attribute ? (textsOf([...fields(attribute)], attributeFields.name)[0] ?? '') : '';
}
