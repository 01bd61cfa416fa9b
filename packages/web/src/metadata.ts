/**
 * The metadata of an ONNX file, which ONNX Runtime's JavaScript interface does not have. Only the
 * outermost message and its entries are read; weights are skipped, not copied. The whole format is read
 * by @ganport/graph, which is too large for a page.
 */
import { WebError } from './errors.ts';

/** ModelProto.metadata_props, and its entries' key and value (onnx.proto's field numbers). */
const metadataProps = 14;
const entryKey = 1;
const entryValue = 2;

/** Protocol Buffers' wire types that a field is skipped by. */
const varint = 0;
const fixed64 = 1;
const delimited = 2;
const fixed32 = 5;

/** More than any exporter writes. */
const mostEntries = 10_000;

export type Metadata = Readonly<Record<string, string>>;

/**
 * @param bytes of the whole file
 * @param name of the file, for messages
 * @throws WebError 'invalid-model' when the bytes are no such message
 */
export function readMetadata(bytes: Uint8Array, name: string): Metadata {
  const entries: [string, string][] = [];
  const problem = () =>
    new WebError(
      'invalid-model',
      `${name} is not an ONNX model, or not all of it: export or copy it again`,
    );
  try {
    for (const { field, content } of fields(bytes)) {
      if (field !== metadataProps || !content) continue;
      const parts = [...fields(content)];
      const text = (wanted: number) =>
        new TextDecoder().decode(parts.findLast((part) => part.field === wanted)?.content);
      entries.push([text(entryKey), text(entryValue)]);
      if (entries.length > mostEntries) throw problem();
    }
  } catch (thrown) {
    throw thrown instanceof RangeError ? problem() : thrown;
  }
  return Object.fromEntries(entries);
}

interface Field {
  readonly field: number;
  /** Of a field with a length; undefined for numbers. */
  readonly content: Uint8Array | undefined;
}

/** The fields of a message. @throws RangeError where the bytes end early or are none */
function* fields(bytes: Uint8Array): Generator<Field> {
  let at = 0;
  const readVarint = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[at++];
      if (byte === undefined || scale > 2 ** 63) throw new RangeError();
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  const take = (length: number): Uint8Array => {
    if (length > bytes.length - at) throw new RangeError();
    at += length;
    return bytes.subarray(at - length, at);
  };
  const readers: Readonly<Record<number, () => Uint8Array | undefined>> = {
    [varint]: () => void readVarint(),
    [fixed64]: () => void take(8),
    [delimited]: () => take(readVarint()),
    [fixed32]: () => void take(4),
  };
  while (at < bytes.length) {
    const tag = readVarint();
    const read = readers[tag % 8];
    if (!read || tag < 8) throw new RangeError();
    yield { field: Math.floor(tag / 8), content: read() };
  }
}
