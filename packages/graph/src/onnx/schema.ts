/**
 * The messages of an ONNX file by field number (onnx/onnx IR.md, "ModelProto" onwards), as a table
 * and as TypeScript interfaces. Only the fields that ganport writes, reads or
 * refuses are here; a decoder skips all others. write.ts and read.ts interpret the fields.
 */
import { codecs, type MessageTable } from './codec.ts';

export const messages: MessageTable = {
  ModelProto: {
    irVersion: [1, 'int64'],
    producerName: [2, 'string'],
    producerVersion: [3, 'string'],
    docString: [6, 'string'],
    graph: [7, 'GraphProto'],
    opsetImport: [8, 'OperatorSetIdProto', 'repeated'],
    metadataProps: [14, 'StringStringEntryProto', 'repeated'],
    trainingInfo: [20, 'Unread', 'repeated'],
    functions: [25, 'Unread', 'repeated'],
  },
  OperatorSetIdProto: { domain: [1, 'string'], version: [2, 'int64'] },
  StringStringEntryProto: { key: [1, 'string'], value: [2, 'string'] },
  GraphProto: {
    node: [1, 'NodeProto', 'repeated'],
    name: [2, 'string'],
    initializer: [5, 'TensorProto', 'repeated'],
    input: [11, 'ValueInfoProto', 'repeated'],
    output: [12, 'ValueInfoProto', 'repeated'],
    valueInfo: [13, 'ValueInfoProto', 'repeated'],
    sparseInitializer: [15, 'Unread', 'repeated'],
  },
  NodeProto: {
    input: [1, 'string', 'repeated'],
    output: [2, 'string', 'repeated'],
    name: [3, 'string'],
    opType: [4, 'string'],
    attribute: [5, 'AttributeProto', 'repeated'],
    domain: [7, 'string'],
  },
  AttributeProto: {
    name: [1, 'string'],
    f: [2, 'float'],
    i: [3, 'int64'],
    s: [4, 'bytes'],
    t: [5, 'TensorProto'],
    g: [6, 'GraphProto'],
    floats: [7, 'float', 'repeated'],
    ints: [8, 'int64', 'repeated'],
    strings: [9, 'bytes', 'repeated'],
    type: [20, 'int32'],
    refAttrName: [21, 'string'],
  },
  TensorProto: {
    dims: [1, 'int64', 'repeated'],
    dataType: [2, 'int32'],
    segment: [3, 'Unread'],
    floatData: [4, 'float', 'packed'],
    int32Data: [5, 'int32', 'packed'],
    int64Data: [7, 'int64', 'packed'],
    name: [8, 'string'],
    rawData: [9, 'bytes'],
    doubleData: [10, 'double', 'packed'],
    uint64Data: [11, 'uint64', 'packed'],
    externalData: [13, 'StringStringEntryProto', 'repeated'],
    dataLocation: [14, 'int32'],
  },
  ValueInfoProto: { name: [1, 'string'], type: [2, 'TypeProto'] },
  TypeProto: { tensorType: [1, 'TensorTypeProto'] },
  TensorTypeProto: { elemType: [1, 'int32'], shape: [2, 'TensorShapeProto'] },
  TensorShapeProto: { dim: [1, 'DimensionProto', 'repeated'] },
  DimensionProto: { dimValue: [1, 'int64'], dimParam: [2, 'string'] },
  /** A message whose presence is a reason to refuse the file; its contents are skipped. */
  Unread: {},
};

const { ModelProto, GraphProto, TensorProto } = codecs<{
  ModelProto: ModelProto;
  GraphProto: GraphProto;
  TensorProto: TensorProto;
}>(messages);

/** Encodes and decodes a whole ONNX file. */
export const modelCodec = ModelProto;
/** Encode parts of one: a file may be too large for a single buffer. */
export const graphCodec = GraphProto;
export const tensorCodec = TensorProto;

/** The numbers of the fields that are written in parts. */
export const modelFields = { graph: 7 } as const;
export const graphFields = { initializer: 5 } as const;
export const tensorFields = { rawData: 9 } as const;

/** AttributeProto.AttributeType of each kind of attribute that a Graph holds. */
export const attributeTypes = {
  float: 1,
  int: 2,
  string: 3,
  tensor: 4,
  graph: 5,
  floats: 6,
  ints: 7,
  strings: 8,
} as const;

/** TensorProto.DataLocation: the numbers are in another file. */
export const externalLocation = 1;

/** An int64: a plain number or decimal text when written, a bigint when read. */
export type Int64 = number | string | bigint;

export interface ModelProto {
  irVersion?: Int64;
  producerName?: string;
  producerVersion?: string;
  docString?: string;
  graph?: GraphProto;
  opsetImport?: { domain?: string; version?: Int64 }[];
  metadataProps?: EntryProto[];
  trainingInfo?: object[];
  functions?: object[];
}

export interface EntryProto {
  key?: string;
  value?: string;
}

export interface GraphProto {
  name?: string;
  node?: NodeProto[];
  initializer?: TensorProto[];
  sparseInitializer?: object[];
  input?: ValueInfoProto[];
  output?: ValueInfoProto[];
  valueInfo?: ValueInfoProto[];
}

export interface NodeProto {
  input?: string[];
  output?: string[];
  name?: string;
  opType?: string;
  domain?: string;
  attribute?: AttributeProto[];
}

export interface AttributeProto {
  name?: string;
  type?: number;
  refAttrName?: string;
  f?: number;
  i?: Int64;
  s?: Uint8Array;
  t?: TensorProto;
  g?: GraphProto;
  floats?: number[];
  ints?: Int64[];
  strings?: Uint8Array[];
}

export interface TensorProto {
  name?: string;
  dims?: Int64[];
  dataType?: number;
  segment?: object;
  rawData?: Uint8Array;
  floatData?: number[];
  int32Data?: number[];
  int64Data?: Int64[];
  doubleData?: number[];
  uint64Data?: Int64[];
  externalData?: EntryProto[];
  dataLocation?: number;
}

export interface ValueInfoProto {
  name?: string;
  type?: { tensorType?: { elemType?: number; shape?: { dim?: DimensionProto[] } } };
}

export interface DimensionProto {
  dimValue?: Int64;
  dimParam?: string;
}
