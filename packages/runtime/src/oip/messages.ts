/**
 * The JSON of the Open Inference Protocol, version 2, as types: what travels in both directions between
 * a client and a server. readers.ts checks what arrives.
 */

/** GET /v2 */
export interface ServerMetadata {
  readonly name: string;
  readonly version: string;
  readonly extensions: readonly string[];
}

export interface TensorMetadata {
  readonly name: string;
  readonly datatype: string;
  /** -1 is a size that is open. */
  readonly shape: readonly number[];
}

/** GET /v2/models/NAME */
export interface ModelMetadata {
  readonly name: string;
  readonly versions?: readonly string[];
  readonly platform: string;
  readonly inputs: readonly TensorMetadata[];
  readonly outputs: readonly TensorMetadata[];
}

export type Parameters = Readonly<Record<string, string | number | boolean>>;

/** A tensor in the JSON of a request or an answer; without `data`, its bytes follow the JSON. */
export interface JsonTensor {
  readonly name: string;
  readonly datatype: string;
  readonly shape: readonly number[];
  readonly parameters?: Parameters;
  readonly data?: readonly unknown[];
}

/** An output that a request asks for. */
export interface RequestedOutput {
  readonly name: string;
  readonly parameters?: Parameters;
}

/** POST /v2/models/NAME/infer */
export interface InferRequest {
  readonly id?: string;
  readonly parameters?: Parameters;
  readonly inputs: readonly JsonTensor[];
  readonly outputs?: readonly RequestedOutput[];
}

/** The extension that sends the bytes of tensors behind the JSON. */
export const binaryExtension = 'binary_tensor_data';

/** The header with the length of the JSON, where bytes follow it. */
export const jsonLengthHeader = 'inference-header-content-length';
