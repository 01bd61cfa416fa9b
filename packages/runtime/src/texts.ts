/**
 * Texts as one array of bytes, so that a tensor of them is sent, copied and moved like any other: each text
 * is its length in bytes (4 bytes, little endian) and then its UTF-8. It is the form that the Open Inference
 * Protocol has for BYTES.
 */
import { RuntimeError } from './errors.ts';

/** Bytes in front of each text. */
export const LENGTH_BYTES = 4;

/**
 * Texts as the data of a tensor of dtype `string`.
 *
 * @example
 * const words = hostTensor('string', encodeTexts(['a', 'b']), [2]);
 */
export function encodeTexts(texts: readonly string[]): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder();
  const parts = texts.map((text) => encoder.encode(text));
  const size = parts.reduce((sum, part) => sum + LENGTH_BYTES + part.length, 0);
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const part of parts) {
    view.setUint32(at, part.length, true);
    bytes.set(part, at + LENGTH_BYTES);
    at += LENGTH_BYTES + part.length;
  }
  return bytes;
}

/**
 * The texts of a tensor of dtype `string`.
 *
 * @throws RuntimeError `invalid-feed` for bytes that end inside of a text
 * @example
 * decodeTexts(outputs.classes.data); // ['cat', 'dog']
 */
export function decodeTexts(data: ArrayBufferView): string[] {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  return [...textParts(data)].map((part) => {
    if (part) return decoder.decode(part);
    throw new RuntimeError('invalid-feed', 'tensor: the bytes of its texts end inside of one');
  });
}

/** How many texts the bytes hold; NaN where they end inside of one. */
export function textCount(data: ArrayBufferView): number {
  let count = 0;
  for (const part of textParts(data)) count += part ? 1 : NaN;
  return count;
}

/** The bytes of each text; undefined in place of one that is cut short. */
function* textParts({ buffer, byteOffset, byteLength }: ArrayBufferView) {
  const view = new DataView(buffer, byteOffset, byteLength);
  let at = 0;
  while (at < byteLength) {
    const start = at + LENGTH_BYTES;
    const end = start <= byteLength ? start + view.getUint32(at, true) : Infinity;
    if (end > byteLength) {
      yield undefined;
      return;
    }
    yield new Uint8Array(buffer, byteOffset + start, end - start);
    at = end;
  }
}
