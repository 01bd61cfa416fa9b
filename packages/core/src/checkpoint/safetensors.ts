/**
 * The safetensors format: the length of a JSON header (little-endian, 64 bits), the header with the
 * dtype, shape and offsets of each tensor, and the raw little-endian values. Many tools read it.
 *
 * Source: huggingface/safetensors, README, section "Format".
 */
import type { ElementType, HostTensor, TensorMap } from '@ganport/runtime';
import * as z from 'zod';
import { CoreError, messageOf } from '../errors.ts';

/** For each element type, its name in the format and the array that holds it. */
const dtypes = {
  float32: { code: 'F32', array: Float32Array },
  float64: { code: 'F64', array: Float64Array },
  float16: { code: 'F16', array: Uint16Array },
  int64: { code: 'I64', array: BigInt64Array },
  uint64: { code: 'U64', array: BigUint64Array },
  int32: { code: 'I32', array: Int32Array },
  uint32: { code: 'U32', array: Uint32Array },
  int16: { code: 'I16', array: Int16Array },
  uint16: { code: 'U16', array: Uint16Array },
  int8: { code: 'I8', array: Int8Array },
  uint8: { code: 'U8', array: Uint8Array },
  bool: { code: 'BOOL', array: Uint8Array },
} as const satisfies Record<Exclude<ElementType, 'string'>, unknown>;

const byCode = new Map(
  Object.entries(dtypes).map(([dtype, { code, array }]) => [
    code,
    { dtype: dtype as keyof typeof dtypes, array },
  ]),
);

const METADATA = '__metadata__';
/** The limit of the format. */
const MAX_HEADER_BYTES = 100_000_000;

const headerSchema = z.object({ [METADATA]: z.record(z.string(), z.string()).optional() }).catchall(
  z.object({
    dtype: z.string(),
    shape: z.array(z.int().nonnegative()),
    data_offsets: z.tuple([z.int().nonnegative(), z.int().nonnegative()]),
  }),
);

export interface Safetensors {
  readonly tensors: TensorMap;
  readonly metadata: Readonly<Record<string, string>>;
}

/** The parts of a safetensors file, in their order. The bytes of the tensors are not copied. */
export function encodeSafetensors({ tensors, metadata }: Safetensors): Uint8Array[] {
  // Wide elements first, then by name, as in the reference implementation: all values are aligned.
  const entries = Object.entries(tensors).toSorted(
    ([nameA, a], [nameB, b]) =>
      b.data.BYTES_PER_ELEMENT - a.data.BYTES_PER_ELEMENT || (nameA < nameB ? -1 : 1),
  );
  const header: Record<string, unknown> = { [METADATA]: metadata };
  let end = 0;
  for (const [name, { dtype, dims, data }] of entries) {
    const begin = end;
    end += data.byteLength;
    if (dtype === 'string') throw new RangeError(`${name}: safetensors has no texts`);
    header[name] = { dtype: dtypes[dtype].code, shape: dims, data_offsets: [begin, end] };
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const padded = new Uint8Array(Math.ceil(text.length / 8) * 8).fill(' '.charCodeAt(0));
  padded.set(text);
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(padded.length), true);
  return [length, padded, ...entries.map(([, tensor]) => bytesOf(tensor))];
}

/**
 * Reads a safetensors file. The tensors are copies.
 *
 * @param file the name of the file in errors
 * @throws CoreError 'corrupt-file' when the bytes do not agree with the header
 */
export function decodeSafetensors(bytes: Uint8Array, file: string): Safetensors {
  const fail = (problem: string, cause?: unknown): never => {
    throw new CoreError('corrupt-file', `${file}: ${problem}`, { cause });
  };
  if (bytes.length < 8) fail('truncated: shorter than a safetensors header');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerLength = Number(view.getBigUint64(0, true));
  if (headerLength > MAX_HEADER_BYTES) fail('not a safetensors file');
  const start = 8 + headerLength;
  if (bytes.length < start) fail('truncated inside its header');
  let header: z.infer<typeof headerSchema>;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(8, start));
    header = headerSchema.parse(JSON.parse(text, refusePrototype));
  } catch (cause) {
    return fail(`damaged header (${messageOf(cause).replaceAll(/\s+/g, ' ')})`, cause);
  }
  const { [METADATA]: metadata = {}, ...entries } = header;
  const tensors: Record<string, HostTensor> = {};
  let end = 0;
  const inFileOrder = Object.entries(entries).toSorted(
    ([, a], [, b]) =>
      a.data_offsets[0] - b.data_offsets[0] || a.data_offsets[1] - b.data_offsets[1],
  );
  for (const [name, entry] of inFileOrder) {
    const type = byCode.get(entry.dtype as 'F32');
    if (type === undefined) return fail(`tensor ${name}: unknown dtype ${entry.dtype}`);
    const size = entry.shape.reduce((product, dim) => product * dim, 1);
    const [from, to] = entry.data_offsets;
    if (from !== end || to - from !== size * type.array.BYTES_PER_ELEMENT) {
      fail(`tensor ${name}: its offsets do not fit its shape`);
    }
    end = to;
    if (bytes.length < start + end) fail(`truncated inside tensor ${name}`);
    const own = new Uint8Array(bytes.subarray(start + from, start + to)).buffer; // A copy.
    tensors[name] = { dtype: type.dtype, dims: entry.shape, data: new type.array(own) };
  }
  if (bytes.length !== start + end) fail('longer than its header declares');
  return { tensors, metadata };
}

/** `__proto__` is the one key that an object cannot be given like another. */
function refusePrototype(key: string, value: unknown): unknown {
  if (key === '__proto__') throw new SyntaxError(`a key is ${key}, which names no tensor`);
  return value;
}

/** The values of a tensor as bytes, without a copy. */
export function bytesOf({ data }: HostTensor): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
