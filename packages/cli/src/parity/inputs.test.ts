/** Files of inputs, written byte by byte in numpy's format. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OnnxModel, parseGraph } from '@ganport/graph';
import { encodeTexts } from '@ganport/runtime';
import { afterAll, expect, test } from 'vitest';
import { readInputs } from './inputs.ts';

const folder = mkdtempSync(join(tmpdir(), 'ganport-inputs-'));
afterAll(() => rmSync(folder, { recursive: true }));

const { model } = OnnxModel.fromGraph(
  parseGraph('(float[N] x, int32[N] i, bool[N] b) => (float[N] y) { y = Tanh(x) }'),
);

function npy(descr: string, data: ArrayBufferView, shape: string): string {
  const header = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${shape}), }\n`;
  const start = Buffer.from(`\x93NUMPY\x01\x00\x00\x00${header}`, 'latin1');
  start.writeUInt16LE(header.length, 8);
  const path = join(folder, `${Math.random()}.npy`);
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  writeFileSync(path, Buffer.concat([start, bytes]));
  return path;
}

test('numbers become the element type of the input', async () => {
  const inputs = await readInputs(model, {
    x: npy('<f8', Float64Array.of(0.1, -2), '2,'),
    i: npy('<i8', BigInt64Array.of(5n, -7n), '2,'),
    b: npy('|b1', Uint8Array.of(1, 0), '2,'),
  });
  expect(inputs).toEqual({
    x: { dtype: 'float32', dims: [2], data: Float32Array.of(0.1, -2) },
    i: { dtype: 'int32', dims: [2], data: Int32Array.of(5, -7) },
    b: { dtype: 'bool', dims: [2], data: Uint8Array.of(1, 0) },
  });
});

const words = OnnxModel.fromGraph(
  parseGraph('(string[N] w, string[N,1] c) => (string[N] y) { y = Identity(w) }'),
).model;

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

test('lines and lists of JSON are texts', async () => {
  const data = encodeTexts(['one', 'größer', '']);
  const lines = file('words.txt', 'one\r\ngrößer\n\n');
  const inputs = await readInputs(words, {
    w: lines,
    c: file('c.json', '[["one"], ["größer"], [""]]'),
  });
  expect(inputs).toEqual({
    w: { dtype: 'string', dims: [3], data },
    c: { dtype: 'string', dims: [3, 1], data },
  });
});

test.each([
  ['w.json', '["a", 1]', 'w.json: must have texts in lists of equal lengths'],
  ['w.json', '[["a"], []]', 'w.json: must have texts in lists of equal lengths'],
  ['w.json', '["a"', 'w.json: is no JSON'],
  ['w.npy', '', 'w.npy: the input takes texts, from a .txt of lines or a .json'],
])('a file that has no texts is refused: %s %s', async (name, content, reason) => {
  await expect(readInputs(words, { w: file(name, content) })).rejects.toThrow(reason);
});

test.each([
  ['a name', { z: 'z.npy' }, '--input z: the model has the inputs x, i, b'],
  ['halves', { i: npy('<f4', Float32Array.of(1, 0.5), '2,') }, "has 0.5, which the input's int32"],
  ['2^31', { i: npy('<i8', BigInt64Array.of(2n ** 31n), '1,') }, 'has 2147483648'],
  ['2', { b: npy('|u1', Uint8Array.of(2), '1,') }, "has 2, which the input's bool cannot hold"],
  ['a file that is none', { x: '/nowhere.npy' }, '/nowhere.npy: no such file'],
])('%s that does not fit is refused', async (_, files, reason) => {
  await expect(readInputs(model, files)).rejects.toThrow(reason);
});
