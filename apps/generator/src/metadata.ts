/**
 * The metadata of an ONNX file, which ONNX Runtime's JavaScript interface does not have. Only the
 * outermost message is read; weights are skipped, not copied.
 */
import protobuf from 'protobufjs/minimal.js';
import { PageError } from './errors.ts';

/** ModelProto.metadata_props, and its entries' key and value (onnx.proto's field numbers). */
const metadataProps = 14;
const entryKey = 1;
const entryValue = 2;

export type Metadata = Readonly<Record<string, string>>;

/** @throws PageError `model-invalid` when the bytes are not a protobuf message */
export function readMetadata(bytes: Uint8Array, name: string): Metadata {
  const entries: [string, string][] = [];
  try {
    eachField(protobuf.Reader.create(bytes), (field, reader) => {
      if (field !== metadataProps) return false;
      const entry = { key: '', value: '' };
      eachField(protobuf.Reader.create(reader.bytes()), (part, inner) => {
        if (part !== entryKey && part !== entryValue) return false;
        entry[part === entryKey ? 'key' : 'value'] = inner.string();
        return true;
      });
      entries.push([entry.key, entry.value]);
      return true;
    });
  } catch (cause) {
    throw new PageError(
      'model-invalid',
      `${name} is not an ONNX model, or not all of it: export or copy it again`,
      { cause },
    );
  }
  return Object.fromEntries(entries);
}

/** @param take reads the field's value and returns true, or returns false to skip it */
function eachField(
  reader: protobuf.Reader,
  take: (field: number, reader: protobuf.Reader) => boolean,
): void {
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    if (!take(tag >>> 3, reader)) reader.skipType(tag & 7);
  }
}
