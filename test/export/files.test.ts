/** Files read by other programs: onnx's checker and ONNX Runtime. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Model, OnnxModel, parseGraph, readModel, readModelFile } from '@ganport/graph';
import { createSession } from '@ganport/runtime/node';
import { checkOnnx, onnxCheckerAvailable } from '../support/onnx-checker.ts';

const model = (text: string): Model => ({
  graph: parseGraph(text),
  irVersion: 8,
  opsets: { '': 18 },
  producerName: 'ganport',
  producerVersion: '1',
  metadata: { 'ganport.layout.x': 'NHWC', author: 'Ada “the first” Lovelace' },
});

/** All element types and kinds of attributes, optional inputs left out, symbolic sizes, scoped names. */
const everything = model(`everything (float[N,3] x, bool c) => (float[N,3] y, int64[2] last) <
  float[3] f = {0.1, -inf, nan}, double[1] d = {0.1}, float16[2] h = {15360, 49152},
  int8[1] i8 = {-128}, int16[1] i16 = {-32768}, int32[1] i32 = {-2147483648},
  int64[2] i64 = {-9223372036854775808, 9223372036854775807}, uint8[1] u8 = {255},
  uint16[1] u16 = {65535}, uint32[1] u32 = {4294967295}, bool[3] b = {1, 0, 1}, float s = {0.5},
  float[N,3] a, float[N,3] "layer/b"
> {
  ["layer/Clip"] a = Clip(x, , s)
  ["layer/LeakyRelu"] "layer/b" = LeakyRelu<alpha = 0.2>(a)
  ["layer/If"] e = If<
    then_branch = t () => (float[N,3] p) { p = Where(b, "layer/b", f) },
    else_branch = u () => (float[N,3] q) <float[1] k = {2}> { q = Mul("layer/b", k) }
  >(c)
  y = Softmax<axis = -1>(e)
  last = Constant<value = int64[2] {1, -1}>()
}`);

describe.skipIf(!onnxCheckerAvailable().available)("onnx's checker", () => {
  test('accepts all element types, attributes and subgraphs, as written and as read back', async () => {
    const bytes = new OnnxModel(everything).bytes();
    await expect(checkOnnx(bytes)).resolves.toBeUndefined();
    const again = new OnnxModel(readModel(bytes)).bytes();
    await expect(checkOnnx(again)).resolves.toBeUndefined();
    expect(again).toEqual(bytes);
  });

  test.each([17, 18, 19, 20, 21])('accepts opset %i', async (opset) => {
    const graph = parseGraph('g (float[N] x) => (float[N] y) { y = Tanh(x) }');
    const bytes = new OnnxModel({ ...everything, graph, opsets: { '': opset } }).bytes();
    await expect(checkOnnx(bytes)).resolves.toBeUndefined();
  });

  test('refuses a wrong type', async () => {
    const graph = parseGraph('g (float[N] x) => (int32[N] y) { y = Tanh(x) }');
    await expect(checkOnnx(new OnnxModel({ ...everything, graph }).bytes())).rejects.toThrow(/y/);
  });
});

describe('a model with its tensors in a second file', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ganport-files-'));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  const numbers = Array.from({ length: 600 }, (_, index) => index / 8);
  const large = model(`g (float[N,2] x) => (float[N,300] y) <
    float[2,300] w = {${numbers.join()}}, float[300] v = {${numbers.slice(0, 300).join()}}
  > {
    a = MatMul(x, w)
    y = Add(a, v)
  }`);

  test('computes the same in ONNX Runtime, and is valid', async () => {
    const path = join(folder, 'large.onnx');
    await new OnnxModel(large).save(path, { externalData: true });
    expect((await readdir(folder)).toSorted()).toEqual(['large.onnx', 'large.onnx.data']);
    if (onnxCheckerAvailable().available) await checkOnnx(path);

    const session = await createSession(path, { providers: ['cpu'] });
    const x = { dtype: 'float32' as const, dims: [1, 2], data: Float32Array.of(1, 2) };
    const { y } = await session.run({ x });
    await session.dispose();
    const expected = numbers.slice(0, 300).map((first, column) => {
      return first + 2 * (numbers[300 + column] ?? 0) + first;
    });
    expect(Array.from(y?.data ?? [], Number)).toEqual(expected);
    expect(await readModelFile(path)).toEqual(large);
  });
});
