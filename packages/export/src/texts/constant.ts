/**
 * Texts of tfjs in a graph. tfjs has them as bytes; ONNX's texts are of characters, so bytes that are no
 * UTF-8 have no form.
 */
import type { GraphBuilder, Value } from '@ganport/graph';
import { reshape } from '@ganport/graph/ops';
import { ExportError } from '../errors.ts';

/** @throws ExportError 'bad-argument' for bytes that are no UTF-8 */
export function decodeTexts(texts: readonly Uint8Array[]): string[] {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  return texts.map((bytes) => {
    try {
      return decoder.decode(bytes);
    } catch (cause) {
      const message = `a text of the model is not UTF-8 (bytes ${bytes.slice(0, 8).join(' ')}), and ONNX has no others`;
      throw new ExportError('bad-argument', message, { cause });
    }
  });
}

/** Texts that the model has. Where all are the same, the file holds one. */
export function textConstant(
  graph: GraphBuilder,
  texts: readonly string[],
  shape: readonly number[],
): Value {
  const [first = ''] = texts;
  const isUniform = texts.length > 1 && texts.every((text) => text === first);
  const values = isUniform ? [first] : texts;
  const attributes = { value_strings: { type: 'strings', value: values } } as const;
  const vector = graph.op('Constant', [], attributes, { dtype: 'string', shape: [values.length] });
  if (!isUniform) return reshape(graph, vector, shape);
  return graph.op('Expand', [vector, graph.ints(shape)], {}, { dtype: 'string', shape });
}
