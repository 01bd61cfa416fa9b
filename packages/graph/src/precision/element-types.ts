/**
 * The element type of every value of a graph. A file need not say what lies between its nodes; most
 * operators keep the type of their first input, and the tables here have the others (onnx/onnx Operators.md).
 */
import { entryOf, getInt } from '../graph/attributes.ts';
import { type DataType, dataTypeOf } from '../graph/data-type.ts';
import type { Attribute, Graph, Node } from '../graph/graph.ts';
import { bodiesOf, typeLookup } from '../graph/walk.ts';

/** The element type of a value; undefined where nothing says it. */
export type ElementTypes = (name: string) => DataType | undefined;

/**
 * Element types of a graph and, for a subgraph, of what surrounds it.
 *
 * @param around the types of the values of the surrounding graph
 */
export function elementTypesOf(graph: Graph, around: ElementTypes = () => undefined): ElementTypes {
  const declared = typeLookup(graph);
  const inferred = new Map<string, DataType>();
  const typeOf: ElementTypes = (name) =>
    declared(name)?.dtype ?? inferred.get(name) ?? around(name);
  for (const node of graph.nodes) {
    if (node.outputs.every((name) => name === '' || typeOf(name) !== undefined)) continue;
    for (const [index, type] of outputTypes(node, typeOf).entries()) {
      const name = node.outputs[index] ?? '';
      if (name !== '' && type !== undefined) inferred.set(name, type);
    }
  }
  return typeOf;
}

/** A type; or the position of the input, or the name of the attribute, that has it. */
type Source = DataType | number | { readonly attribute: string; readonly otherwise: DataType };

const of = (attribute: string, otherwise: DataType = 'float32'): Source => ({
  attribute,
  otherwise,
});

/** Types of the outputs, in order; the last one is that of all further outputs. */
const sources: Readonly<Record<string, readonly Source[]>> = {
  ...Object.fromEntries(
    'And Equal Greater GreaterOrEqual IsInf IsNaN Less LessOrEqual Not Or Xor'
      .split(' ')
      .map((op) => [op, ['bool']]),
  ),
  ...Object.fromEntries(
    'ArgMax ArgMin NonMaxSuppression NonZero SequenceLength Shape Size'
      .split(' ')
      .map((op) => [op, ['int64']]),
  ),
  BlackmanWindow: [of('output_datatype')],
  Cast: [of('to')],
  CastLike: [1],
  Compress: [0],
  ConvInteger: ['int32'],
  DequantizeLinear: [1],
  Dropout: [0, 'bool'],
  DynamicQuantizeLinear: ['uint8', 'float32', 'uint8'],
  EyeLike: [of('dtype')],
  HammingWindow: [of('output_datatype')],
  HannWindow: [of('output_datatype')],
  MatMulInteger: ['int32'],
  MaxPool: [0, 'int64'],
  MelWeightMatrix: [of('output_datatype')],
  Multinomial: [of('dtype', 'int32')],
  OneHot: [2],
  QLinearConv: [7],
  QLinearMatMul: [7],
  QuantizeLinear: [2],
  RandomNormal: [of('dtype')],
  RandomUniform: [of('dtype')],
  TopK: [0, 'int64'],
  Unique: [0, 'int64'],
  Where: [1],
};

function outputTypes(node: Node, typeOf: ElementTypes): (DataType | undefined)[] {
  if (node.domain !== '') return [];
  const [body] = bodiesOf(node);
  if (body !== undefined) return bodyTypes(node, body);
  const made = entryOf(makers, node.op);
  if (made !== undefined) return [made(node)];
  const known = entryOf(sources, node.op) ?? [0];
  return node.outputs.map((_, index) => {
    const source = known[Math.min(index, known.length - 1)];
    if (typeof source === 'string') return source;
    if (typeof source === 'object') {
      return dataTypeOf(getInt(node, source.attribute) ?? 0) ?? source.otherwise;
    }
    return typeOf(node.inputs[source ?? 0] ?? '') ?? fallback(node);
  });
}

/** QuantizeLinear without a zero point makes bytes. */
const fallback = ({ op }: Node): DataType | undefined =>
  op === 'QuantizeLinear' ? 'uint8' : undefined;

/** Operators whose type is that of a tensor in an attribute. */
const makers: Readonly<Record<string, (node: Node) => DataType | undefined>> = {
  Constant: ({ attributes }) =>
    constantTypes[Object.values(attributes)[0]?.type ?? ''] ?? tensorType(attributes['value']),
  ConstantOfShape: ({ attributes }) => tensorType(attributes['value']) ?? 'float32',
};

const constantTypes: Readonly<Record<string, DataType>> = {
  int: 'int64',
  ints: 'int64',
  float: 'float32',
  floats: 'float32',
};

function tensorType(attribute: Attribute | undefined): DataType | undefined {
  return attribute?.type === 'tensor' ? attribute.value.dtype : undefined;
}

/** A Loop's body begins with the condition; the outputs of others are the node's. */
function bodyTypes(node: Node, body: Graph): DataType[] {
  const outputs = node.op === 'Loop' ? body.outputs.slice(1) : body.outputs;
  return outputs.map(({ dtype }) => dtype);
}
