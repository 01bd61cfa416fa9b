/**
 * The metadata of an ONNX file, which ONNX Runtime's JavaScript interface does not have. Only the
 * outermost message and its entries are read; weights are skipped, not copied. The whole format is read
 * by @ganport/graph, which is too large for a page.
 */
import { fields } from '@ganport/runtime/internal';
import { WebError } from './errors.ts';

/** ModelProto.metadata_props, and its entries' key and value (onnx.proto's field numbers). */
const metadataProps = 14;
const entryKey = 1;
const entryValue = 2;

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
    for (const { number, content } of fields(bytes)) {
      if (number !== metadataProps || !content) continue;
      const parts = [...fields(content)];
      const text = (wanted: number) =>
        new TextDecoder().decode(parts.findLast((part) => part.number === wanted)?.content);
      entries.push([text(entryKey), text(entryValue)]);
      if (entries.length > mostEntries) throw problem();
    }
  } catch (thrown) {
    throw thrown instanceof RangeError ? problem() : thrown;
  }
  return Object.fromEntries(entries);
}
