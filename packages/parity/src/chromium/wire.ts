/**
 * Messages as bytes, for HTTP, which carries no typed arrays: a length, then JSON in which each typed
 * array is replaced by a reference with its kind and place, then the arrays themselves, 8-byte
 * aligned.
 */
import type { TypedArray } from '@ganport/runtime';
import { elementTypes } from '@ganport/runtime/internal';

/** Stands in the JSON for an array: its constructor's name, where it begins, how many elements. */
interface Reference {
  readonly $array: readonly [kind: string, offset: number, length: number];
}

const kinds = new Map(Object.values(elementTypes).map(({ array }) => [array.name, array]));

export function encodeMessage(message: unknown): Uint8Array<ArrayBuffer> {
  const arrays: { readonly offset: number; readonly data: TypedArray }[] = [];
  let size = 0;
  const json = JSON.stringify(message, (_, value: unknown) => {
    if (!isTypedArray(value)) return value;
    const reference: Reference = { $array: [value.constructor.name, size, value.length] };
    arrays.push({ offset: size, data: value });
    size = aligned(size + value.byteLength);
    return reference;
  });
  const header = new TextEncoder().encode(json);
  const start = aligned(4 + header.length);
  const bytes = new Uint8Array(start + size);
  new DataView(bytes.buffer).setUint32(0, header.length, true);
  bytes.set(header, 4);
  for (const { offset, data } of arrays) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), start + offset);
  }
  return bytes;
}

/** The arrays of the result are views of `bytes` where it is aligned. */
export function decodeMessage(bytes: Uint8Array): unknown {
  // Typed arrays need aligned memory; a view of a larger buffer may start anywhere.
  const own = bytes.byteOffset % 8 === 0 ? bytes : bytes.slice();
  const length = new DataView(own.buffer, own.byteOffset).getUint32(0, true);
  const start = own.byteOffset + aligned(4 + length);
  const json = new TextDecoder().decode(own.subarray(4, 4 + length));
  return JSON.parse(json, (_, value: unknown) => {
    if (!isReference(value)) return value;
    const [kind, offset, count] = value.$array;
    const array = kinds.get(kind);
    if (!array) throw new TypeError(`wire: unknown kind of array ${kind}`);
    return new array(own.buffer, start + offset, count);
  });
}

function aligned(size: number): number {
  return Math.ceil(size / 8) * 8;
}

function isTypedArray(value: unknown): value is TypedArray {
  return ArrayBuffer.isView(value) && kinds.has(value.constructor.name);
}

function isReference(value: unknown): value is Reference {
  return typeof value === 'object' && value !== null && '$array' in value;
}
