/**
 * Model → the bytes of an ONNX file. The same model gives the same bytes: attributes, metadata and
 * operator sets are written in the order of their names, everything else in the graph's order.
 * external-data.ts plans a second file for large tensors, and file.ts writes it.
 */
import { GraphError } from '../errors.ts';
import { dataTypes, onnxNumberOf } from '../graph/data-type.ts';
import type { Attribute, Constant, Graph, Model, Node, ValueInfo } from '../graph/graph.ts';
import { constantsOf } from '../graph/walk.ts';
import type { ExternalRegion } from './external-data.ts';
import {
  type AttributeProto,
  attributeTypes,
  type EntryProto,
  externalLocation,
  type GraphProto,
  graphFields,
  graphCodec,
  type Int64,
  modelFields,
  type ModelProto,
  modelCodec,
  type NodeProto,
  tensorFields,
  type TensorProto,
  tensorCodec,
  type ValueInfoProto,
} from './schema.ts';

/** Protocol buffers hold at most 2 GiB, of which 1 MiB is reserved for everything but the tensors. */
export const maxInlineBytes = 2 ** 31 - 2 ** 20;

/** Where a tensor's numbers lie when they are not in the file itself. */
export type ExternalRegions = ReadonlyMap<Constant, ExternalRegion>;

/**
 * The bytes of an ONNX file that holds `model` (onnx/onnx IR.md). Tensors in `external` are
 * written as references to that region of a file beside it.
 * @throws GraphError 'bad-argument' when more than 2 GiB would be in the file itself, when a
 * tensor's data does not fill its shape, or when an attribute's value does not fit its type.
 */
export function writeModel(model: Model, external: ExternalRegions = new Map()): Uint8Array {
  const parts = writeModelParts(model, external);
  const bytes = new Uint8Array(lengthOf(parts));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.byteLength;
  }
  return bytes;
}

/**
 * The same bytes in parts, one after another. The numbers of initializers are the graph's own, not
 * copies, so that a file of large tensors is written without holding them twice.
 * @throws as writeModel
 */
export function writeModelParts(
  model: Model,
  external: ExternalRegions = new Map(),
): readonly Uint8Array[] {
  const inline = inlineBytes(model.graph, external);
  if (inline > maxInlineBytes) {
    throw new GraphError(
      'bad-argument',
      `graph ${model.graph.name}: ${inline} bytes of tensors do not fit in one ONNX file (2 GiB); ` +
        'save it with external data',
    );
  }
  const { graph, irVersion, producerName, producerVersion, docString } = model;
  const { initializer = [], input, output, valueInfo, ...head } = graphProto(graph, external);
  const encodeGraph = (proto: GraphProto) => graphCodec.encode(proto);
  // Fields are in the order of their numbers, as the encoder has them.
  const graphParts = [
    encodeGraph(head),
    ...initializer.flatMap((tensor) => field(graphFields.initializer, tensorParts(tensor))),
    encodeGraph({ input, output, valueInfo } as GraphProto),
  ];
  const encode = (proto: ModelProto) => modelCodec.encode(proto);
  return [
    encode({
      irVersion,
      producerName,
      producerVersion,
      ...(docString !== undefined && { docString }),
    }),
    ...field(modelFields.graph, graphParts),
    encode({
      opsetImport: sorted(model.opsets).map(([domain, version]) => ({ domain, version })),
      metadataProps: entries(model.metadata),
    }),
  ];
}

/** A tensor's raw_data is the last of its fields. */
function tensorParts({ rawData, ...rest }: TensorProto): readonly Uint8Array[] {
  const head = tensorCodec.encode(rest);
  return rawData === undefined ? [head] : [head, ...field(tensorFields.rawData, [rawData])];
}

/** A field of bytes: its number and kind, the length, and the bytes (protobuf, "Encoding"). */
function field(number: number, parts: readonly Uint8Array[]): readonly Uint8Array[] {
  const lengthDelimited = 2;
  const head = [...varint(number * 8 + lengthDelimited), ...varint(lengthOf(parts))];
  return [Uint8Array.from(head), ...parts];
}

/** Seven bits a byte, the lowest first; the eighth says that more follow. */
function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];
}

const lengthOf = (parts: readonly Uint8Array[]): number =>
  parts.reduce((sum, { byteLength }) => sum + byteLength, 0);

/** Bytes of the tensors inside the file: all constants that have no region in another one. */
export function inlineBytes(graph: Graph, external: ExternalRegions = new Map()): number {
  return constantsOf(graph)
    .filter((constant) => !external.has(constant))
    .reduce((total, { data }) => total + data.byteLength, 0);
}

function graphProto(graph: Graph, external: ExternalRegions): GraphProto {
  const isOutput = new Set(graph.outputs.map(({ name }) => name));
  const made = graph.nodes.flatMap(({ outputs }) => outputs).filter((name) => !isOutput.has(name));
  const valueInfo = made.flatMap((name) => graph.values.get(name) ?? []);
  return {
    name: graph.name,
    node: graph.nodes.map((node) => nodeProto(node, external)),
    initializer: [...graph.initializers].map(([name, constant]) =>
      tensorProto(name, constant, external),
    ),
    input: graph.inputs.map(valueInfoProto),
    output: graph.outputs.map(valueInfoProto),
    valueInfo: valueInfo.map(valueInfoProto),
  };
}

function nodeProto(node: Node, external: ExternalRegions): NodeProto {
  return {
    input: [...node.inputs],
    output: [...node.outputs],
    name: node.name,
    opType: node.op,
    domain: node.domain,
    attribute: sorted(node.attributes).map(([name, attribute]) => ({
      name,
      type: attributeTypes[attribute.type],
      ...attributeValue(attribute, `attribute ${name} of node ${node.name}`, external),
    })),
  };
}

function attributeValue(
  attribute: Attribute,
  where: string,
  external: ExternalRegions,
): AttributeProto {
  switch (attribute.type) {
    case 'float':
      return { f: attribute.value };
    case 'floats':
      return { floats: [...attribute.value] };
    case 'int':
      return { i: int64(attribute.value, where) };
    case 'ints':
      return { ints: attribute.value.map((value) => int64(value, where)) };
    case 'string':
      return { s: utf8.encode(attribute.value) };
    case 'strings':
      return { strings: attribute.value.map((value) => utf8.encode(value)) };
    case 'tensor':
      return { t: tensorProto('', attribute.value, external) };
    case 'graph':
    default:
      return { g: graphProto(attribute.value, external) };
  }
}

function tensorProto(name: string, constant: Constant, external: ExternalRegions): TensorProto {
  const { dtype, shape, data } = constant;
  const length = shape.reduce((product, size) => product * size, 1);
  const { bytes, onnx } = dataTypes[dtype];
  if (data.length !== length || data.BYTES_PER_ELEMENT !== bytes) {
    throw new GraphError(
      'bad-argument',
      `tensor ${name}: ${dtype}[${shape.join(',')}] needs ${length * bytes} bytes, ` +
        `its data has ${data.byteLength}`,
    );
  }
  const tensor: TensorProto = { name, dims: [...shape], dataType: onnx };
  const region = external.get(constant);
  if (region === undefined) {
    // Typed arrays are little endian on every processor that runs JavaScript, as raw_data must be.
    return { ...tensor, rawData: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) };
  }
  return {
    ...tensor,
    dataLocation: externalLocation,
    externalData: [
      { key: 'location', value: region.location },
      { key: 'offset', value: String(region.offset) },
      { key: 'length', value: String(region.length) },
    ],
  };
}

function valueInfoProto({ name, dtype, shape }: ValueInfo): ValueInfoProto {
  const dim = shape.map((size) =>
    typeof size === 'number' ? { dimValue: size } : { dimParam: size },
  );
  return { name, type: { tensorType: { elemType: onnxNumberOf(dtype), shape: { dim } } } };
}

/** ±2^63 stand for the largest and smallest int64, which ONNX uses for "to the end". */
function int64(value: number, where: string): Int64 {
  if (Number.isSafeInteger(value)) return value;
  if (value === 2 ** 63) return '9223372036854775807';
  if (value === -(2 ** 63)) return '-9223372036854775808';
  throw new GraphError('bad-argument', `${where}: ${value} is not an integer that ONNX can hold`);
}

function entries(record: Readonly<Record<string, string>>): EntryProto[] {
  return sorted(record).map(([key, value]) => ({ key, value }));
}

function sorted<T>(record: Readonly<Record<string, T>>): [string, T][] {
  return Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

const utf8 = new TextEncoder();
