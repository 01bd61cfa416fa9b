/** `ganport generate`: pictures from runs and from files, and what is no generator. */
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeImage } from '@ganport/core';
import { beforeAll, expect, test } from 'vitest';
import { ganport, succeed, temporaryFolder } from './support/ganport.ts';
import { pixelModel, writeImages, writeModel } from './support/material.ts';

const folder = temporaryFolder();
const file = (...path: string[]): string => join(folder, ...path);
const picture = (name: string): Buffer => readFileSync(file(name));

beforeAll(async () => {
  const data = writeImages(folder);
  const size = ['--width', '0.03', '--batch-size', '8', '--threads', '1', '--seed', '5'];
  const args = ['train', 'mlp', '--data', data, '--out', 'run', '--steps', '3', ...size];
  await succeed(folder, args);
});

test('a run and its generator.onnx draw the grid that training drew', async () => {
  for (const [model, out] of [
    ['run', 'run.png'],
    ['run/generator.onnx', 'file.png'],
  ] as const) {
    const args = ['generate', model, '--seed', '5', '--out', out];
    const { code, stdout, stderr } = await ganport(folder, args);
    expect([code, stdout]).toEqual([0, '']);
    expect(stderr).toBe(`wrote ${out}: 25 images of 8 × 8 × 1, computed on cpu\n`);
  }
  expect(picture('run.png')).toEqual(picture('run/samples/step-000003.png'));
  expect(picture('file.png')).toEqual(picture('run.png'));
});

test('--count says how many; another seed draws others', async () => {
  const args = ['generate', 'run', '--count', '7', '--out'];
  await succeed(folder, [...args, 'one.png', '--seed', '1']);
  await succeed(folder, [...args, 'two.png', '--seed', '2']);
  // Seven in rows of three: each 8 × 8, three times as large, with 4 pixels between and around.
  const { width, height } = await decodeImage(picture('one.png'), 'one.png');
  expect([width, height]).toEqual([3 * (24 + 4) + 4, 3 * (24 + 4) + 4]);
  expect(picture('two.png')).not.toEqual(picture('one.png'));
});

test.each<[string, () => void, string]>([
  ['nowhere.onnx', () => undefined, 'could not be read'],
  ['empty.onnx', () => writeFileSync(file('empty.onnx'), ''), 'it is empty'],
  [
    'half.onnx',
    () => writeFileSync(file('half.onnx'), picture('run/generator.onnx').subarray(0, 500)),
    'not an ONNX model',
  ],
])('%s is no model', async (name, make, reason) => {
  make();
  const { code, stdout, stderr } = await ganport(folder, ['generate', name, '--out', 'never.png']);
  expect([code, stdout, existsSync(file('never.png'))]).toEqual([1, '', false]);
  expect(stderr).toMatch(/^ganport: .*\n$/);
  expect(stderr).toContain(reason);
});

test('a model that is no generator', async () => {
  await writeModel(folder, 'pixels', pixelModel());
  await succeed(folder, ['export', 'pixels', '--out', 'pixels.onnx']);
  const args = ['generate', 'pixels.onnx', '--out', 'never.png'];
  const { code, stderr } = await ganport(folder, args);
  expect([code, existsSync(file('never.png'))]).toEqual([1, false]);
  expect(stderr).toMatch(/^ganport: pixels\.onnx: input conv_input is .*, not noise .*\n$/);
});

test('a run whose checkpoints are damaged', async () => {
  const checkpoint = file('run', 'checkpoint', 'step-000003.safetensors');
  copyFileSync(checkpoint, file('whole'));
  writeFileSync(checkpoint, readFileSync(checkpoint).subarray(0, 1000));
  const { code, stderr } = await ganport(folder, ['generate', 'run', '--out', 'never.png']);
  expect([code, existsSync(file('never.png'))]).toEqual([1, false]);
  expect(stderr).toMatch(/^ganport: .*step-000003\.safetensors.*\n$/);
  copyFileSync(file('whole'), checkpoint);
});

test('a picture that cannot be written leaves nothing', async () => {
  const { code, stderr } = await ganport(folder, ['generate', 'run', '--out', 'no/a.png']);
  expect([code, existsSync(file('no'))]).toEqual([1, false]);
  expect(stderr).toMatch(/^ganport: no\/a\.png: cannot be written: .*\n$/);
});

test.skipIf(existsSync('/dev/nvidiactl'))('a provider that is not here', async () => {
  const args = ['generate', 'run', '--provider', 'cuda', '--out', 'never.png'];
  const { code, stderr } = await ganport(folder, args);
  expect([code, existsSync(file('never.png'))]).toEqual([1, false]);
  expect(stderr).toMatch(/^ganport: no provider works here \(cuda: .*\n$/);
});
