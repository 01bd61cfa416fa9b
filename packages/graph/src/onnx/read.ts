/**
 * The bytes of an ONNX file → Model, the inverse of write.ts. Files of other producers may leave out
 * node names, list initializers among the inputs (before IR version 4) or write the default domain as
 * ai.onnx; the result follows graph/validate.ts in each case. Sparse tensors, functions, sequences and
 * values of unknown rank are refused.
 */
import { GraphError } from '../errors.ts';
import type { Attribute, Graph, Model, Node, ValueInfo } from '../graph/graph.ts';
import { validate } from '../graph/validate.ts';
import { freeNames, maxDepth } from '../graph/walk.ts';
import { readDataType, readTensor, type RegionReader } from './read-tensor.ts';
import {
  type AttributeProto,
  attributeTypes,
  type GraphProto,
  type Int64,
  type ModelProto,
  modelCodec,
  type NodeProto,
  type ValueInfoProto,
} from './schema.ts';

/**
 * Reads a model from memory.
 *
 * @example
 * const { graph } = readModel(new Uint8Array(await (await fetch('model.onnx')).arrayBuffer()));
 * @param readRegion gets tensors that lie in files beside the model; without it they are refused
 * @throws GraphError 'bad-model' for bytes that are not an ONNX model, a damaged one, or one with
 * something that ganport does not read
 */
export function readModel(bytes: Uint8Array, readRegion: RegionReader = noFiles): Model {
  const proto = decode(bytes);
  if (proto.graph === undefined) throw notOnnx('it has no graph');
  const imports = proto.opsetImport ?? [];
  if (imports.length === 0) throw notOnnx('it names no operator set');
  if (proto.functions?.length) {
    throw new GraphError('bad-model', 'the model defines functions, which ganport does not read');
  }
  if (proto.trainingInfo?.length) {
    throw new GraphError('bad-model', 'the model has training_info, which ganport does not read');
  }
  checkDepth(proto.graph, maxDepth);
  const graph = readGraph(proto.graph, readRegion);
  validate(graph);
  return {
    graph,
    irVersion: Number(proto.irVersion ?? 0),
    opsets: Object.fromEntries(
      imports.map(({ domain, version }) => [readDomain(domain), Number(version ?? 0)]),
    ),
    producerName: proto.producerName ?? '',
    producerVersion: proto.producerVersion ?? '',
    ...(proto.docString && { docString: proto.docString }),
    metadata: Object.fromEntries(
      (proto.metadataProps ?? []).map(({ key = '', value = '' }) => [key, value]),
    ),
  };
}

function checkDepth(graph: GraphProto, left: number): void {
  if (left === 0) {
    throw new GraphError(
      'bad-model',
      `subgraphs are nested more than ${maxDepth} deep; flatten them`,
    );
  }
  for (const { attribute = [] } of graph.node ?? []) {
    for (const { g } of attribute) if (g !== undefined) checkDepth(g, left - 1);
  }
}

function decode(bytes: Uint8Array): ModelProto {
  if (bytes.length === 0) throw notOnnx('it is empty');
  try {
    return modelCodec.decode(bytes);
  } catch (cause) {
    throw notOnnx('it cannot be decoded (damaged, cut short or of another format)', cause);
  }
}

function notOnnx(why: string, cause?: unknown): GraphError {
  return new GraphError('bad-model', `this is not an ONNX model: ${why}`, { cause });
}

const noFiles: RegionReader = ({ location }, tensor) => {
  throw new GraphError(
    'bad-model',
    `${tensor} lies in the file ${location} beside the model: open the model by its path`,
  );
};

function readDomain(domain: string | undefined): string {
  return domain === undefined || domain === 'ai.onnx' ? '' : domain;
}

function readGraph(proto: GraphProto, readRegion: RegionReader): Graph {
  const name = proto.name ?? '';
  if (proto.sparseInitializer?.length) {
    throw new GraphError('bad-model', `graph ${name} has sparse tensors; ganport reads dense ones`);
  }
  const initializers = new Map(
    (proto.initializer ?? []).map((tensor) => {
      const tensorName = tensor.name ?? '';
      return [tensorName, readTensor(tensor, `tensor ${tensorName}`, readRegion)];
    }),
  );
  const inputs = (proto.input ?? []).filter((info) => !initializers.has(info.name ?? ''));
  const made = new Set((proto.node ?? []).flatMap(({ output = [] }) => output));
  const outputs = (proto.output ?? []).map((info) => readValue(info));
  for (const output of outputs) made.delete(output.name);
  const values = new Map<string, ValueInfo>();
  for (const info of proto.valueInfo ?? []) {
    // A Graph holds only types of tensors of known rank.
    const known = info.type?.tensorType?.shape !== undefined && made.has(info.name ?? '');
    if (known) values.set(info.name ?? '', readValue(info));
  }
  return {
    name,
    inputs: inputs.map((info) => readValue(info)),
    outputs,
    initializers,
    nodes: readNodes(proto.node ?? [], readRegion),
    values,
  };
}

/** A size without a name gets one from the value and the axis. */
function readValue({ name = '', type }: ValueInfoProto): ValueInfo {
  const tensor = type?.tensorType;
  if (tensor?.shape === undefined) {
    const what = tensor === undefined ? 'is not a tensor' : 'has no shape';
    throw new GraphError('bad-model', `value ${name} ${what}; ganport reads tensors of known rank`);
  }
  const shape = (tensor.shape.dim ?? []).map(({ dimValue, dimParam }, axis) => {
    if (dimValue !== undefined && Number(dimValue) >= 0) return readSize(dimValue, name);
    return dimParam === undefined || dimParam === '' ? `${name}.${axis}` : dimParam;
  });
  return { name, dtype: readDataType(tensor.elemType, `value ${name}`), shape };
}

function readSize(dim: Int64, name: string): number {
  const size = Number(dim);
  if (Number.isSafeInteger(size)) return size;
  throw new GraphError(
    'bad-model',
    `value ${name}: the size ${dim} is too large to be read exactly`,
  );
}

/** A node without a name, or with the name of another node, is named after its first output. */
function readNodes(protos: readonly NodeProto[], readRegion: RegionReader): Node[] {
  const taken = new Set(protos.map(({ name }) => name));
  const used = new Set<string>();
  const freeName = freeNames((name) => taken.has(name) || used.has(name));
  return protos.map((proto) => {
    const { name: given = '', opType = '', domain, input = [], output = [] } = proto;
    if (opType === '') {
      throw new GraphError('bad-model', `node ${JSON.stringify(given)} names no operator`);
    }
    let name = given;
    if (name === '' || used.has(name)) {
      name = freeName(output.find((value) => value !== '') ?? opType);
    }
    used.add(name);
    const attributes = Object.fromEntries(
      (proto.attribute ?? []).map((attribute) => [
        attribute.name ?? '',
        readAttribute(attribute, `attribute ${attribute.name} of node ${name}`, readRegion),
      ]),
    );
    return {
      name,
      op: opType,
      domain: readDomain(domain),
      inputs: input,
      outputs: output,
      attributes,
    };
  });
}

type AttributeReader = (proto: AttributeProto, where: string, read: RegionReader) => Attribute;

const attributeReaders: Readonly<Record<Attribute['type'], AttributeReader>> = {
  float: ({ f = 0 }) => ({ type: 'float', value: f }),
  floats: ({ floats = [] }) => ({ type: 'floats', value: floats }),
  int: ({ i = 0 }, where) => ({ type: 'int', value: readInteger(i, where) }),
  ints: ({ ints = [] }, where) => ({
    type: 'ints',
    value: ints.map((value) => readInteger(value, where)),
  }),
  string: ({ s }) => ({ type: 'string', value: utf8.decode(s) }),
  strings: ({ strings = [] }) => ({
    type: 'strings',
    value: strings.map((value) => utf8.decode(value)),
  }),
  tensor: ({ t = {} }, where, read) => ({ type: 'tensor', value: readTensor(t, where, read) }),
  graph: ({ g = {} }, _, read) => ({ type: 'graph', value: readGraph(g, read) }),
};

const attributeNames = new Map<number, Attribute['type']>(
  (Object.keys(attributeTypes) as Attribute['type'][]).map((name) => [attributeTypes[name], name]),
);

function readAttribute(proto: AttributeProto, where: string, read: RegionReader): Attribute {
  const type = attributeNames.get(proto.type ?? 0);
  if (type === undefined || proto.refAttrName) {
    throw new GraphError(
      'bad-model',
      `${where} is of type ${proto.type ?? 0} (AttributeProto.AttributeType)` +
        `${proto.refAttrName ? ' and refers to a function' : ''}, which ganport does not read`,
    );
  }
  return attributeReaders[type](proto, where, read);
}

/** The largest and smallest int64 are ±2^63, as in write.ts. */
function readInteger(value: Int64, where: string): number {
  const number = Number(value);
  if (Number.isSafeInteger(number) || BigInt(value) === 2n ** 63n - 1n) return number;
  if (BigInt(value) === -(2n ** 63n)) return number;
  throw new GraphError('bad-model', `${where}: ${value} is too large to be read exactly`);
}

const utf8 = new TextDecoder();
