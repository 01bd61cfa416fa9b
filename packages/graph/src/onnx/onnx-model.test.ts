import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseGraph } from '../graph/parse.ts';
import { OnnxModel } from './onnx-model.ts';
import { readModelFile } from './file.ts';
import { readModel } from './read.ts';

const model = new OnnxModel({
  graph: parseGraph(`generator (float[batch,3] noise, int32 n) => (float[batch,2] image) <
    float[3,2] w = {1, 2, 3, 4, 5, 6}, int64[1] axes = {0}, float[batch,2] a
  > {
    a = MatMul(noise, w)
    b = Tanh(a)
    c = Tanh(b)
    image = com.example.Op(c, n, axes)
  }`),
  irVersion: 8,
  opsets: { '': 18, 'com.example': 1 },
  producerName: 'ganport',
  producerVersion: '1.2.3',
  metadata: { 'ganport.range.image': '-1 1', 'ganport.random': 'x'.repeat(80) },
});

test('has its graph, metadata and operator set', () => {
  expect(model.graph.name).toBe('generator');
  expect(model.metadata['ganport.range.image']).toBe('-1 1');
  expect(model.opset).toBe(18);
});

test('is written as bytes and as a file', async () => {
  expect(readModel(model.bytes())).toEqual(model.model);
  const folder = await mkdtemp(join(tmpdir(), 'ganport-model-'));
  try {
    await model.save(join(folder, 'm.onnx'));
    expect(await readModelFile(join(folder, 'm.onnx'))).toEqual(model.model);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('has a summary', () => {
  expect(`\n${model.summary()}`).toBe(`
model       generator
producer    ganport 1.2.3
opset       18
            com.example 1
inputs      noise  float32[batch, 3]
            n      int32[]
outputs     image  float32[batch, 2]
operators   2  Tanh
            1  MatMul
            1  com.example.Op
parameters  6 (constants take 32 bytes)
metadata    ganport.range.image = -1 1
            ganport.random = ${'x'.repeat(59)}…`);
});

test('has the summary as data', () => {
  expect(model.describe()).toMatchObject({
    name: 'generator',
    producer: 'ganport 1.2.3',
    opset: 18,
    domains: { 'com.example': 1 },
    operators: { Tanh: 2, MatMul: 1, 'com.example.Op': 1 },
    parameters: 6,
    bytes: 32,
  });
});
