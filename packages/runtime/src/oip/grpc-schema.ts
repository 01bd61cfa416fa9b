/**
 * The messages of the Open Inference Protocol over gRPC by field number (package `inference`, service
 * `GRPCInferenceService`), as protobufjs types. Only the fields that ganport writes or reads are here; a
 * decoder skips all others.
 */
import protobuf from 'protobufjs/light.js';

type FieldRow = readonly [id: number, type: string, rule?: 'repeated'];

const messages: Readonly<Record<string, Readonly<Record<string, FieldRow>>>> = {
  Empty: {},
  ServerMetadataResponse: {
    name: [1, 'string'],
    version: [2, 'string'],
    extensions: [3, 'string', 'repeated'],
  },
  ServerLiveResponse: { live: [1, 'bool'] },
  ReadyResponse: { ready: [1, 'bool'] },
  ModelRequest: { name: [1, 'string'], version: [2, 'string'] },
  ModelMetadataResponse: {
    name: [1, 'string'],
    versions: [2, 'string', 'repeated'],
    platform: [3, 'string'],
    inputs: [4, 'TensorMetadata', 'repeated'],
    outputs: [5, 'TensorMetadata', 'repeated'],
  },
  TensorMetadata: {
    name: [1, 'string'],
    datatype: [2, 'string'],
    shape: [3, 'int64', 'repeated'],
  },
  ModelInferRequest: {
    modelName: [1, 'string'],
    modelVersion: [2, 'string'],
    id: [3, 'string'],
    inputs: [5, 'InferTensor', 'repeated'],
    outputs: [6, 'RequestedOutput', 'repeated'],
    rawInputContents: [7, 'bytes', 'repeated'],
  },
  RequestedOutput: { name: [1, 'string'] },
  InferTensor: {
    name: [1, 'string'],
    datatype: [2, 'string'],
    shape: [3, 'int64', 'repeated'],
    contents: [5, 'InferTensorContents'],
  },
  InferTensorContents: {
    boolContents: [1, 'bool', 'repeated'],
    intContents: [2, 'int32', 'repeated'],
    int64Contents: [3, 'int64', 'repeated'],
    uintContents: [4, 'uint32', 'repeated'],
    uint64Contents: [5, 'uint64', 'repeated'],
    fp32Contents: [6, 'float', 'repeated'],
    fp64Contents: [7, 'double', 'repeated'],
  },
  ModelInferResponse: {
    modelName: [1, 'string'],
    modelVersion: [2, 'string'],
    id: [3, 'string'],
    outputs: [5, 'InferTensor', 'repeated'],
    rawOutputContents: [6, 'bytes', 'repeated'],
  },
};

const root = new protobuf.Root();
for (const [message, fields] of Object.entries(messages)) {
  const type = new protobuf.Type(message);
  for (const [name, [id, fieldType, rule]] of Object.entries(fields)) {
    type.add(new protobuf.Field(name, id, fieldType, rule));
  }
  root.add(type);
}
root.resolveAll();

/** The calls of the service, with the types of what they take and give. */
const calls = {
  ServerLive: ['Empty', 'ServerLiveResponse'],
  ServerReady: ['Empty', 'ReadyResponse'],
  ModelReady: ['ModelRequest', 'ReadyResponse'],
  ServerMetadata: ['Empty', 'ServerMetadataResponse'],
  ModelMetadata: ['ModelRequest', 'ModelMetadataResponse'],
  ModelInfer: ['ModelInferRequest', 'ModelInferResponse'],
} as const;

export type GrpcCall = keyof typeof calls;

export interface GrpcTensor {
  readonly name: string;
  readonly datatype: string;
  /** Decoded int64 arrives as text. */
  readonly shape: readonly (number | string)[];
  /** Decoded, null where there are none. */
  readonly contents?: Readonly<Record<string, readonly unknown[]>> | null;
}

export interface ModelInferRequest {
  readonly modelName: string;
  readonly modelVersion?: string;
  readonly id?: string;
  readonly inputs: readonly GrpcTensor[];
  readonly outputs?: readonly { readonly name: string }[];
  readonly rawInputContents: readonly Uint8Array[];
}

export interface ModelInferResponse {
  readonly modelName: string;
  readonly modelVersion?: string;
  readonly id?: string;
  readonly outputs: readonly GrpcTensor[];
  readonly rawOutputContents: readonly Uint8Array[];
}

interface Metadata {
  readonly name: string;
  readonly datatype: string;
  readonly shape: readonly (number | string)[];
}

export interface GrpcRequests {
  ServerLive: object;
  ServerReady: object;
  ModelReady: { readonly name: string; readonly version?: string };
  ServerMetadata: object;
  ModelMetadata: { readonly name: string; readonly version?: string };
  ModelInfer: ModelInferRequest;
}

export interface GrpcReplies {
  ServerLive: { readonly live: boolean };
  ServerReady: { readonly ready: boolean };
  ModelReady: { readonly ready: boolean };
  ServerMetadata: {
    readonly name: string;
    readonly version: string;
    readonly extensions: readonly string[];
  };
  ModelMetadata: {
    readonly name: string;
    readonly versions: readonly string[];
    readonly platform: string;
    readonly inputs: readonly Metadata[];
    readonly outputs: readonly Metadata[];
  };
  ModelInfer: ModelInferResponse;
}

/** What gRPC needs of one call. */
export interface GrpcMethod<Request, Reply> {
  readonly path: string;
  readonly requestStream: false;
  readonly responseStream: false;
  readonly requestSerialize: (request: Request) => Buffer;
  readonly requestDeserialize: (bytes: Buffer) => Request;
  readonly responseSerialize: (reply: Reply) => Buffer;
  readonly responseDeserialize: (bytes: Buffer) => Reply;
}

function methodOf<C extends GrpcCall>(name: C): GrpcMethod<GrpcRequests[C], GrpcReplies[C]> {
  const [request, reply] = calls[name].map((type) => root.lookupType(type)) as [
    protobuf.Type,
    protobuf.Type,
  ];
  return {
    path: `/inference.GRPCInferenceService/${name}`,
    requestStream: false,
    responseStream: false,
    requestSerialize: (value) => encode(request, value),
    requestDeserialize: (bytes) => decode(request, bytes) as GrpcRequests[C],
    responseSerialize: (value) => encode(reply, value),
    responseDeserialize: (bytes) => decode(reply, bytes) as GrpcReplies[C],
  };
}

function encode(type: protobuf.Type, value: object): Buffer {
  return Buffer.from(type.encode(type.fromObject(value)).finish());
}

function decode(type: protobuf.Type, bytes: Buffer): object {
  return type.toObject(type.decode(bytes), { longs: String, arrays: true, defaults: true });
}

/** The methods of the service. */
export const methods: {
  readonly [C in GrpcCall]: GrpcMethod<GrpcRequests[C], GrpcReplies[C]>;
} = {
  ServerLive: methodOf('ServerLive'),
  ServerReady: methodOf('ServerReady'),
  ModelReady: methodOf('ModelReady'),
  ServerMetadata: methodOf('ServerMetadata'),
  ModelMetadata: methodOf('ModelMetadata'),
  ModelInfer: methodOf('ModelInfer'),
};
