/**
 * The Open Inference Protocol as data, for ganport's own server, which has protobufjs; it may change in any
 * version.
 */
export { dtypeOf, datatypeOf } from './datatypes.ts';
export {
  binaryExtension,
  jsonLengthHeader,
  type InferRequest,
  type ModelMetadata,
  type ServerMetadata,
  type TensorMetadata,
} from './messages.ts';
export { fitsJson } from './numbers.ts';
export {
  isRecord,
  isShortText,
  type NamedTensor,
  parseBody,
  type ParsedBody,
  readTensors,
  writeBody,
} from './tensor-body.ts';
export { methods, type GrpcCall, type GrpcReplies, type GrpcRequests } from './grpc-schema.ts';
export { readGrpcTensors, writeGrpcTensors } from './grpc-tensors.ts';
