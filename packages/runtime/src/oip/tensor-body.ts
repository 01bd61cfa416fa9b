/**
 * The body of an inference request or answer over HTTP: JSON, and with the extension of binary tensors
 * the bytes of tensors behind it. Clients write requests and read answers with this file, servers the
 * other way around. Nothing that arrives is believed.
 */
import { messageOf, RuntimeError } from '../errors.ts';
import { elementCount, type HostTensor } from '../tensor.ts';
import { datatypeOf, dtypeOf } from './datatypes.ts';
import type { JsonTensor, Parameters } from './messages.ts';
import { bytesOfTensor, jsonOfTensor, MAX_RANK, tensorOfBytes, tensorOfJson } from './numbers.ts';

export interface NamedTensor {
  readonly name: string;
  readonly tensor: HostTensor;
  /** Whether its bytes follow the JSON. */
  readonly isBinary: boolean;
}

/** A body to send. */
export interface Body {
  readonly parts: readonly Uint8Array[];
  /** The bytes of the JSON, where others follow them. */
  readonly jsonLength?: number;
}

/**
 * @param head the other fields of the message
 * @param field `inputs` of a request, `outputs` of an answer
 */
export function writeBody(
  head: Readonly<Record<string, unknown>>,
  field: 'inputs' | 'outputs',
  tensors: readonly NamedTensor[],
): Body {
  const texts = tensors.map(({ name, tensor, isBinary }) => {
    const { dtype, dims, data } = tensor;
    const type = { name, datatype: datatypeOf(dtype), shape: dims };
    if (isBinary) {
      return JSON.stringify({ ...type, parameters: { binary_data_size: data.byteLength } });
    }
    return `${JSON.stringify(type).slice(0, -1)},"data":${jsonOfTensor(tensor)}}`;
  });
  const rest = JSON.stringify(head).slice(0, -1);
  const json = new TextEncoder().encode(
    `${rest}${rest.length > 1 ? ',' : ''}"${field}":[${texts.join()}]}`,
  );
  const binary = tensors.filter(({ isBinary }) => isBinary);
  if (binary.length === 0) return { parts: [json] };
  const bytes = binary.map(({ tensor }) => bytesOfTensor(tensor));
  return { parts: [json, ...bytes], jsonLength: json.length };
}

/** The fields of a message, and the bytes behind its JSON. */
export interface ParsedBody {
  readonly json: Readonly<Record<string, unknown>>;
  readonly binary: Uint8Array;
}

/**
 * @param jsonLength the value of the header `Inference-Header-Content-Length`, if there is one
 * @throws RuntimeError `invalid-feed` for what is no JSON object, and for a wrong length
 */
export function parseBody(bytes: Uint8Array, jsonLength?: string | null): ParsedBody {
  const length = typeof jsonLength === 'string' ? wholeNumber(jsonLength) : bytes.length;
  if (length === undefined || length > bytes.length) {
    throw invalid(
      `Inference-Header-Content-Length must be a whole number up to the body's ${bytes.length} bytes`,
    );
  }
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, length)));
  } catch (cause) {
    throw invalid(`the body is no JSON: ${messageOf(cause)}`);
  }
  if (!isRecord(json)) throw invalid('the body must be a JSON object');
  return { json, binary: bytes.subarray(length) };
}

/**
 * The tensors of a message, in its order.
 *
 * @param field `inputs` of a request, `outputs` of an answer
 * @throws RuntimeError `invalid-feed` for whatever does not fit the protocol
 */
export function readTensors(
  { json, binary }: ParsedBody,
  field: 'inputs' | 'outputs',
): NamedTensor[] {
  const list = json[field];
  if (!Array.isArray(list)) throw invalid(`${field} must be an array of tensors`);
  let used = 0;
  const names = new Set<string>();
  const tensors = list.map((item: unknown, i) => {
    const { name, type, size, data } = readHead(item, `${field}[${i}]`);
    if (names.has(name)) throw invalid(`tensor ${name}: is given twice`);
    names.add(name);
    if (size === undefined) return { name, tensor: tensorOfJson(type, data), isBinary: false };
    const bytes = binary.subarray(used, (used += size));
    return { name, tensor: tensorOfBytes(type, bytes), isBinary: true };
  });
  if (used !== binary.length) {
    throw invalid(`${binary.length} bytes follow the JSON, the tensors name ${used}`);
  }
  return tensors;
}

function readHead(item: unknown, where: string) {
  if (!isRecord(item)) throw invalid(`${where} must be a tensor`);
  const { name, datatype, shape, parameters = {}, data } = item as Partial<JsonTensor>;
  if (!isShortText(name)) throw invalid(`${where}: name must be a string of at most ${MAX_TEXT}`);
  if (!isRecord(parameters)) throw invalid(`tensor ${name}: parameters must be an object`);
  const dims = readShape(shape, name);
  const type = { name, dtype: dtypeOf(datatype, `tensor ${name}`), dims };
  return { name, type, size: binarySize(name, parameters, data), data };
}

/** The dimensions of a tensor. @throws RuntimeError `invalid-feed` */
export function readShape(shape: unknown, name: string): readonly number[] {
  const isShape =
    Array.isArray(shape) &&
    shape.length <= MAX_RANK &&
    shape.every((dim) => Number.isSafeInteger(dim) && dim >= 0) &&
    Number.isSafeInteger(elementCount(shape));
  if (isShape) return shape;
  throw invalid(`tensor ${name}: shape must be an array of at most ${MAX_RANK} whole numbers`);
}

function binarySize(name: string, parameters: Parameters, data: unknown): number | undefined {
  const size = parameters['binary_data_size'];
  if (size === undefined) return undefined;
  if (data !== undefined) throw invalid(`tensor ${name}: has both data and binary_data_size`);
  if (typeof size === 'number' && Number.isSafeInteger(size) && size >= 0) return size;
  throw invalid(`tensor ${name}: binary_data_size must be a whole number`);
}

function wholeNumber(text: string): number | undefined {
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** The most characters of a name or an id, which messages quote. */
const MAX_TEXT = 1000;

export function isShortText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= MAX_TEXT;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(message: string): RuntimeError {
  return new RuntimeError('invalid-feed', message);
}
