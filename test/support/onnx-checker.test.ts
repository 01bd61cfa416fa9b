import { describe, expect, test } from 'vitest';
import { checkOnnx, onnxCheckerAvailable } from './onnx-checker.ts';

/** A length-delimited protobuf field. */
const field = (number: number, ...parts: (number[] | string)[]): number[] => {
  const bytes = parts.flatMap((part) => (typeof part === 'string' ? [...Buffer.from(part)] : part));
  return [(number << 3) | 2, bytes.length, ...bytes];
};
/** ValueInfoProto: a float32 vector of four. */
const vector = (name: string) =>
  field(1, name).concat(field(2, field(1, [8, 1], field(2, field(1, [8, 4])))));
/** ModelProto, IR 8, opset 18: y = `op`(x). */
const model = (op: string) => {
  const node = field(1, field(1, 'x'), field(2, 'y'), field(4, op));
  const graph = [node, field(2, 'g'), field(11, vector('x')), field(12, vector('y'))].flat();
  return Uint8Array.from([8, 8, ...field(7, graph), ...field(8, [16, 18])]);
};

describe.skipIf(!onnxCheckerAvailable().available)("onnx's checker", () => {
  test('accepts a valid model', async () => {
    await expect(checkOnnx(model('Tanh'))).resolves.toBeUndefined();
  });

  test('refuses an operator that does not exist, and goes on', async () => {
    await expect(checkOnnx(model('Tanhh'))).rejects.toThrow(/Tanhh/);
    await expect(checkOnnx(model('Tanh'))).resolves.toBeUndefined();
  });

  test('refuses bytes that are no model', async () => {
    await expect(checkOnnx(Uint8Array.from([1, 2, 3]))).rejects.toThrow(/not a valid ONNX model/);
  });

  test('answers each of several at once', async () => {
    const results = await Promise.allSettled(
      ['Relu', 'Nope', 'Exp'].map((op) => checkOnnx(model(op))),
    );
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });
});
