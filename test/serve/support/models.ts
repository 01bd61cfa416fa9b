/** Models that the tests of servers share, written in ONNX's textual syntax. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OnnxModel, parseGraph } from '@ganport/graph';
import { afterAll } from 'vitest';

/** A folder of the test file, removed after it. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ganport-serve-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Its image is tanh of its noise, 2 × 2, and of its label. */
const generator = `
  (float[batch,4] noise, int32[batch] label) => (float[batch,2,2,1] image)
  <int64[2] column = {-1, 1}, int64[4] shape = {-1, 2, 2, 1}, float half = {0.5}> {
    number = Cast<to = 1>(label)
    numbers = Reshape(number, column)
    halves = Mul(numbers, half)
    sum = Add(noise, halves)
    tanh = Tanh(sum)
    image = Reshape(tanh, shape)
  }`;

/** Adds zero, after it has made as many million of them as its largest number says. */
const hungry = `
  (float[n,1] x) => (float[n,1] y)
  <float zero = {0.0}, int64[1] million = {1000000}, int64[1] vector = {1}> {
    most = ReduceMax<keepdims = 0>(x)
    whole = Cast<to = 7>(most)
    count = Reshape(whole, vector)
    size = Mul(count, million)
    zeros = Expand(zero, size)
    sum = ReduceSum<keepdims = 0>(zeros)
    y = Add(x, sum)
  }`;

/** Subtracts the mean of all rows, so that no row can be computed with those of others. */
const centered = `
  (float[n,2] x) => (float[n,2] y) <int64[1] axes = {0}> {
    mean = ReduceMean<keepdims = 1>(x, axes)
    y = Sub(x, mean)
  }`;

/** Looks a row up, and so refuses positions that are not there. */
const lookup = `
  (int64[n] at) => (float[n,2] y) <float[3,2] table = {0.0, 1.0, 2.0, 3.0, 4.0, 5.0}> {
    y = Gather<axis = 0>(table, at)
  }`;

const models = { generator, hungry, centered, lookup } as const;

const metadata: Readonly<Partial<Record<keyof typeof models, Record<string, string>>>> = {
  generator: { 'ganport.classes': '["cat","dog"]' },
  hungry: { 'ganport.range.x': '1 2' },
};

/** Writes a model into a folder. @returns its path */
export async function writeModel(folder: string, name: keyof typeof models): Promise<string> {
  const path = join(folder, `${name}.onnx`);
  const onnx = OnnxModel.fromGraph(parseGraph(models[name]), { metadata: metadata[name] ?? {} });
  await onnx.save(path);
  return path;
}
