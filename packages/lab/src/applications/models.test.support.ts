/** ONNX files for tests, from ONNX's textual syntax. */
import { join } from 'node:path';
import { OnnxModel, parseGraph } from '@ganport/graph';

/** Writes FOLDER/NAME.onnx. @returns its path */
export async function writeOnnx(
  folder: string,
  name: string,
  text: string,
  metadata: Readonly<Record<string, string>> = {},
): Promise<string> {
  const path = join(folder, `${name}.onnx`);
  const file = { irVersion: 9, opsets: { '': 18 }, producerName: 'test', producerVersion: '1' };
  await new OnnxModel({ ...file, graph: parseGraph(text), metadata }).save(path);
  return path;
}
