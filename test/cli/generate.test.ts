/** `ganport generate`: pictures from runs and from files, and what is no generator. */
import {
  copyFileSync,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { decodeImage } from '@ganport/lab';
import { beforeAll, expect, test } from 'vitest';

import { OnnxModel, parseGraph } from '@ganport/graph';
import { temporaryFolder } from './support/ganport.ts';
import { ganportHere as ganport, succeedHere as succeed } from './support/here.ts';
import { pixelModel, writeImages, writeModel } from './support/material.ts';

const folder = temporaryFolder();
const file = (...path: string[]): string => join(folder, ...path);
const picture = (name: string): Buffer => readFileSync(file(name));

beforeAll(async () => {
  const data = writeImages(folder);
  const size = ['--width', '0.03', '--batch-size', '8', '--threads', '1', '--seed', '5'];
  const args = ['train', 'mlp', '--data', data, '--out', 'run', '--steps', '3', ...size];
  await succeed(folder, args);
  await writeLabeled();
});

/** A conditional generator without training: an 8 × 8 image as bright as its class, and noise. */
async function writeLabeled(): Promise<void> {
  const graph = parseGraph(`
    (float[batch,64] noise, int32[batch] label) => (float[batch,8,8,1] image)
    <float half = {0.25}, int64[2] column = {-1, 1}, int64[4] shape = {-1, 8, 8, 1}> {
      number = Cast<to = 1>(label)
      numbers = Reshape(number, column)
      sum = Add(noise, numbers)
      scaled = Mul(sum, half)
      image = Reshape(scaled, shape)
    }`);
  const header = { irVersion: 9, opsets: { '': 18 }, producerName: 'test', producerVersion: '1' };
  const metadata = { 'ganport.classes': '["zero","one","two"]' };
  await new OnnxModel({ ...header, graph, metadata }).save(join(folder, 'labeled.onnx'));
}

test('a run and its generator.onnx draw the grid that training drew', async () => {
  for (const [model, out, origin] of [
    ['run', 'run.png', 'run: the generator of step 3\n'],
    ['run/generator.onnx', 'file.png', ''],
  ] as const) {
    const args = ['generate', model, '--seed', '5', '--out', out];
    const { code, stdout, stderr } = await ganport(folder, args);
    expect([code, stdout]).toEqual([0, '']);
    expect(stderr).toBe(`${origin}wrote ${out}: 25 images of 8 × 8 × 1, computed on cpu\n`);
  }
  expect(picture('run.png')).toEqual(picture('run/samples/step-000003.png'));
  expect(picture('file.png')).toEqual(picture('run.png'));
});

test('a generator.onnx that is older than the checkpoint is not used', async () => {
  cpSync(file('run'), file('stale'), { recursive: true });
  copyFileSync(file('labeled.onnx'), file('stale', 'generator.onnx'));
  await succeed(folder, ['generate', 'stale', '--seed', '5', '--out', 'stale.png']);
  expect(picture('stale.png')).toEqual(picture('run/samples/step-000003.png'));
});

test('--count is the number of images; another seed draws others', async () => {
  const args = ['generate', 'run', '--count', '7', '--out'];
  await succeed(folder, [...args, 'one.png', '--seed', '1']);
  await succeed(folder, [...args, 'two.png', '--seed', '2']);
  // Seven in rows of three: each 8 × 8, three times as large, with 4 pixels between and around.
  expect(await sizeOf('one.png')).toEqual([3 * (24 + 4) + 4, 3 * (24 + 4) + 4]);
  expect(picture('two.png')).not.toEqual(picture('one.png'));
});

async function sizeOf(name: string): Promise<[number, number]> {
  const { width, height } = await decodeImage(picture(name), name);
  return [width, height];
}

test('--labels: a row for each, in the given order; without labels, all classes in turn', async () => {
  const labels = ['--labels', 'two,zero', '--count', '4'];
  const args = ['generate', 'labeled.onnx', ...labels, '--out', 'rows.png', '--each', 'rows'];
  const { code, stdout, stderr } = await ganport(folder, args);
  expect([code, stdout]).toEqual([0, '']);
  expect(stderr).toBe('wrote rows.png and rows: 8 images of 8 × 8 × 1, computed on cpu\n');
  // The names of the rows need 29 pixels: four letters, and room around them.
  expect(await sizeOf('rows.png')).toEqual([29 + 4 * (24 + 4) + 4, 2 * (24 + 4) + 4]);
  const names = ['two', 'two', 'two', 'two', 'zero', 'zero', 'zero', 'zero'];
  expect(readdirSync(file('rows'))).toEqual(names.map((name, i) => `0000${i + 1}-${name}.png`));
  // Classes are half apart in [-1, 1], noise is a quarter: 64 pixels distinguish them.
  const brightness = async (name: string) => {
    const { data } = await decodeImage(picture(join('rows', name)), name);
    return data.reduce((sum, value) => sum + value, 0) / data.length;
  };
  expect(
    (await brightness('00001-two.png')) - (await brightness('00005-zero.png')),
  ).toBeGreaterThan(40);

  await succeed(folder, ['generate', 'labeled.onnx', '--count', '4', '--each', 'turns']);
  expect(readdirSync(file('turns'))).toEqual([
    '00001-zero.png',
    '00002-one.png',
    '00003-two.png',
    '00004-zero.png',
  ]);
});

test('--truncation: other images, and the same again', async () => {
  const args = ['generate', 'run', '--count', '4', '--truncation', '0.5', '--out'];
  await succeed(folder, [...args, 'some.png']);
  await succeed(folder, [...args, 'same.png']);
  await succeed(folder, ['generate', 'run', '--count', '4', '--out', 'all.png']);
  expect(picture('same.png')).toEqual(picture('some.png'));
  expect(picture('some.png')).not.toEqual(picture('all.png'));
});

test('--interpolate: rows from one vector to the next, or an animation; the same bytes again', async () => {
  const origin = 'run: the generator of step 3\n';
  const args = ['generate', 'run', '--seed', '5', '--interpolate', '3', '--frames', '4', '--out'];
  const { stderr } = await succeed(folder, [...args, 'walk.png']);
  expect(stderr).toBe(`${origin}wrote walk.png: 8 images of 8 × 8 × 1, computed on cpu\n`);
  expect(await sizeOf('walk.png')).toEqual([4 * (24 + 4) + 4, 2 * (24 + 4) + 4]);
  for (const [name, signature] of [
    ['walk.gif', 'GIF89a'],
    ['walk.webp', 'RIFF'],
  ] as const) {
    const finished = await succeed(folder, [...args, name]);
    expect(finished.stderr).toBe(
      `${origin}wrote ${name}: 12 images of 8 × 8 × 1, computed on cpu\n`,
    );
    expect(picture(name).toString('latin1', 0, signature.length)).toBe(signature);
    const before = picture(name);
    await succeed(folder, [...args, name]);
    expect(picture(name)).toEqual(before);
  }
});

const outputs =
  'samples are written as .png (samples as one picture), .gif (images as an animation)';

test.each([
  ['nothing to write', [], 'nothing to write: give --out <file>, --each <folder>, or both'],
  ['an unknown extension', ['--out', 'grid'], `--out: grid: ${outputs}`],
  ['a format that is not written', ['--out', 'a.jpg'], `--out: a.jpg: ${outputs}`],
  [
    'an animation of a grid',
    ['--out', 'a.gif'],
    '--out: a.gif: only an interpolation is animated; give --interpolate',
  ],
  [
    'a file of another kind',
    ['--out', 'a.wav'],
    'a .wav file holds sounds one after the other, and the generator makes images; write a .png, .gif, .webp or .npz',
  ],
  [
    'frames of a grid',
    ['--out', 'a.png', '--frames', '3'],
    '--frames: only interpolations have frames',
  ],
  [
    'a count of an interpolation',
    ['--out', 'a.png', '--interpolate', '3', '--count', '3'],
    "option '--count <n>' cannot be used with option '--interpolate <n>'",
  ],
  ['one stop', ['--out', 'a.png', '--interpolate', '1'], 'whole number from 2 to 1000'],
  ['no truncation', ['--out', 'a.png', '--truncation', '0'], 'a number of at least 0.01'],
])('%s: one line, exit code 2', async (_, args, reason) => {
  const { code, stdout, stderr } = await ganport(folder, ['generate', 'run', ...args]);
  expect([code, stdout]).toEqual([2, '']);
  // What needs the model to be known comes after the line that says which one was opened.
  expect(stderr).toMatch(/^(run: .*\n)?ganport: .*\n$/);
  expect(stderr).toContain(reason);
});

test.each([
  [
    'a label that there is not',
    'labeled.onnx',
    '7',
    "there is no class '7'; it has zero, one, two",
  ],
  ['labels of an unconditional generator', 'run/generator.onnx', '0', 'has no input for labels'],
])('%s: one line, no file', async (_, model, labels, reason) => {
  const args = ['generate', model, '--labels', labels, '--out', 'never.png', '--each', 'never'];
  const { code, stderr } = await ganport(folder, args);
  expect([code, existsSync(file('never.png')), existsSync(file('never'))]).toEqual([
    1,
    false,
    false,
  ]);
  expect(stderr).toMatch(/^ganport: .*\n$/);
  expect(stderr).toContain(`${model}: `);
  expect(stderr).toContain(reason);
});

test.each<[string, () => void, string]>([
  ['nowhere.onnx', () => undefined, 'nowhere.onnx: no such file or folder'],
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

test('a model that translates is for another command', async () => {
  await writeModel(folder, 'pixels', pixelModel());
  await succeed(folder, ['export', 'pixels', '--out', 'pixels.onnx']);
  const args = ['generate', 'pixels.onnx', '--out', 'never.png'];
  const { code, stderr } = await ganport(folder, args);
  expect([code, existsSync(file('never.png'))]).toEqual([1, false]);
  expect(stderr).toMatch(
    /^ganport: pixels\.onnx: turns images into images, .* ganport translate\n$/,
  );
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
  expect(stderr).toMatch(/^run: .*\nganport: no\/a\.png: cannot be written: .*\n$/);
});

test.skipIf(existsSync('/dev/nvidiactl'))('a provider that is not here', async () => {
  const args = ['generate', 'run', '--provider', 'cuda', '--out', 'never.png'];
  const { code, stderr } = await ganport(folder, args);
  expect([code, existsSync(file('never.png'))]).toEqual([1, false]);
  expect(stderr).toMatch(/^run: .*\nganport: no provider works here \(cuda: .*\n$/);
});

test('a damaged newest checkpoint: a warning says which one, why, and what is used instead', async () => {
  cpSync(file('run'), file('damaged'), { recursive: true });
  const flags = ['--steps', '4', '--resume'];
  await succeed(folder, ['train', 'mlp', '--out', 'damaged', ...flags]);
  const newest = 'damaged/checkpoint/step-000004.safetensors';
  const bytes = readFileSync(file(newest));
  writeFileSync(file(newest), bytes.subarray(0, 1000));
  const { stderr } = await succeed(folder, ['generate', 'damaged', '--out', 'damaged.png']);
  expect(stderr).toMatch(
    /^warning: damaged\/checkpoint\/step-000004\.safetensors: truncated .*; step 3 is used instead\ndamaged: the generator of step 3\nwrote /,
  );
  const resumed = await succeed(folder, ['train', 'mlp', '--out', 'damaged', ...flags]);
  expect(resumed.stderr).toContain('truncated');
  expect(resumed.stderr).toContain('; step 3 is used instead\n');
  expect(readFileSync(file(newest))).toEqual(bytes);
});
