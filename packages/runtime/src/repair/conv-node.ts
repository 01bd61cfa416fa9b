/** A convolution of an ONNX file as data, and the node with other ends. */
import { encodeAttribute } from '../onnx-bytes.ts';
import { field, fields, integersOf, join, text, textsOf, type Field } from '../protobuf.ts';

/** Field numbers of NodeProto and AttributeProto (onnx.proto). */
export const nodeFields = { input: 1, output: 2, op: 4, attribute: 5, domain: 7 } as const;
export const attributeFields = { name: 1, integer: 3, tensor: 5, graph: 6, integers: 8 } as const;

/** A convolution of one group. */
export interface ConvNode {
  readonly inputs: readonly string[];
  readonly output: string;
  /** Zeros before each axis of the image, then behind each; all zero where the file names none. */
  readonly pads: readonly number[];
  /** Rows of the image from one row of results to the next. */
  readonly stride: number;
}

/** @returns undefined for a node that is none, and where `auto_pad` hides its pads */
export function readConv(node: readonly Field[]): ConvNode | undefined {
  if (!isOperator(node, ['Conv'])) return undefined;
  const attributes = attributesOf(node);
  const group = integersOf(attributes.get('group') ?? [], attributeFields.integer);
  if ((group[0] ?? 1) !== 1 || attributes.has('auto_pad')) return undefined;
  const list = (name: string) => integersOf(attributes.get(name) ?? [], attributeFields.integers);
  const [output = ''] = textsOf(node, nodeFields.output);
  const inputs = textsOf(node, nodeFields.input);
  return { inputs, output, pads: list('pads'), stride: list('strides')[0] ?? 1 };
}

/** The node with the ends and pads of `conv`. */
export function writeConv(node: readonly Field[], conv: ConvNode): Uint8Array {
  const { input, output, attribute } = nodeFields;
  const others = node.filter(
    (part) =>
      part.number !== input &&
      part.number !== output &&
      !(part.number === attribute && nameOf(part.content) === 'pads'),
  );
  return join([
    ...conv.inputs.map((name) => field(input, text(name))),
    field(output, text(conv.output)),
    ...others.map(({ whole }) => whole),
    ...(conv.pads.length > 0 ? [encodeAttribute('pads', conv.pads)] : []),
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
