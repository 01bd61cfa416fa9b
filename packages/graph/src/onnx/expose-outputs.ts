/**
 * Values inside a model as outputs of it, for those who look for what went wrong. The file itself
 * stays as it is: a message that is appended to an encoded one is merged into it (Protocol Buffers,
 * "Last One Wins"), and a runtime infers the types of outputs that declare none.
 */
import { modelCodec } from './schema.ts';

/**
 * The bytes of an ONNX file with more outputs.
 *
 * @param bytes an ONNX file
 * @param names of values between its nodes that are no outputs yet
 * @example
 * const session = await createSession(exposeOutputs(bytes, ['conv1/Relu_y']));
 */
export function exposeOutputs(bytes: Uint8Array, names: readonly string[]): Uint8Array {
  const output = names.map((name) => ({ name }));
  const more = modelCodec.encode({ graph: { output } });
  const joined = new Uint8Array(bytes.length + more.length);
  joined.set(bytes);
  joined.set(more, bytes.length);
  return joined;
}
