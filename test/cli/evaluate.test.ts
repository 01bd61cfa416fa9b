/**
 * `ganport classifier` and `ganport evaluate`: from labeled images to numbers, and what is refused.
 */
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fillUniform, keyed } from '@ganport/core/internal';
import { decodeImage } from '@ganport/lab';
import { encodePng } from '@ganport/lab/internal';
import { beforeAll, expect, test } from 'vitest';

import { OnnxModel, parseGraph, readModelFile } from '@ganport/graph';
import { temporaryFolder } from './support/ganport.ts';
import { ganportHere as ganport, succeedHere as succeed } from './support/here.ts';

const folder = temporaryFolder();
const file = (...path: string[]): string => join(folder, ...path);
const environment = { XDG_CACHE_HOME: file('cache') };
const one = ['--threads', '1'];
const [COUNT, SIDE] = [300, 8];
/** Lines of progress, which are printed where the machine is slow. */
const progressLines = /^(.*: \d+ of \d+\n)*$/;

/** One bright square of four in noise; the class is its place. */
function pixelOf(label: number, at: number, noise: number): number {
  const [y, x] = [Math.floor(at / SIDE), at % SIDE];
  const inSquare = Math.floor(y / 4) === label % 2 && Math.floor(x / 4) === label >> 1;
  return Math.floor(noise) + (inSquare ? 150 : 0);
}

/** MNIST's kind of files, of squares. */
function writeSquares(name: string): void {
  mkdirSync(file(name));
  const noise = new Float32Array(COUNT * SIDE * SIDE);
  fillUniform(keyed(1, 'test'), noise, 0, 100);
  const pixels = Uint8Array.from(noise, (value, i) =>
    pixelOf(Math.floor(i / 64) % 4, i % 64, value),
  );
  const labels = Uint8Array.from({ length: COUNT }, (_, i) => i % 4);
  const idx = (magic: number, dims: readonly number[], data: Uint8Array) => {
    const header = Buffer.alloc(4 + 4 * dims.length);
    [magic, ...dims].forEach((word, i) => header.writeInt32BE(word, 4 * i));
    return Buffer.concat([header, data]);
  };
  writeFileSync(file(name, 'train-images-idx3-ubyte'), idx(0x0803, [COUNT, SIDE, SIDE], pixels));
  writeFileSync(file(name, 'train-labels-idx1-ubyte'), idx(0x0801, [COUNT], labels));
}

function writeGraph(name: string, text: string, metadata: Record<string, string> = {}): void {
  const model = new OnnxModel({
    graph: parseGraph(text),
    irVersion: 8,
    opsets: { '': 18 },
    producerName: 'test',
    producerVersion: '1',
    metadata,
  });
  writeFileSync(file(name), model.bytes());
}

/** Draws the square of its label, with the brightness of its noise. */
function writeConditionalGenerator(name: string, metadata: Record<string, string> = {}): void {
  const squares = Array.from({ length: 4 * 64 }, (_, i) =>
    (pixelOf(Math.floor(i / 64), i % 64, 50) / 127.5 - 1).toFixed(4),
  );
  writeGraph(
    name,
    `squares (float[batch,2] noise, int32[batch] label) => (float[batch,8,8,1] image)
      <float[4,8,8,1] table = {${squares.join(', ')}}, float fifth = {0.2}, int64[1] one = {1},
       int64[4] shape = {-1, 1, 1, 1}> {
      square = Gather(table, label)
      light = ReduceMean<keepdims = 0>(noise, one)
      dimmed = Mul(light, fifth)
      spread = Reshape(dimmed, shape)
      image = Add(square, spread)
    }`,
    metadata,
  );
}

interface Report {
  readonly n: number;
  readonly fid: number;
  readonly is: { readonly mean: number; readonly stddev: number };
  readonly kid: { readonly mean: number };
  readonly precision: number;
  readonly classesHit: number;
  readonly cas: number;
  readonly floor: Omit<Report, 'floor' | 'n' | 'extractor'>;
  readonly extractor: { readonly name: string; readonly sha256: string };
}

async function evaluate(...args: string[]): Promise<Report> {
  const line = ['evaluate', ...args, ...one, '--json'];
  const { code, stdout, stderr } = await ganport(folder, line, environment);
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Report;
}

beforeAll(async () => {
  writeSquares('squares');
  writeConditionalGenerator('conditional.onnx');
  const steps = ['--steps', '40', '--seed', '3', ...one];
  await succeed(folder, ['classifier', '--data', 'squares', '--out', 'squares.onnx', ...steps]);
});

test.each(['evaluate', 'classifier'])(
  '%s --help shows how it is used, with examples',
  async (name) => {
    const { code, stdout, stderr } = await ganport(folder, [name, '--help']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain(`Usage: ganport ${name}`);
    expect(stdout).toMatch(new RegExp(`Examples:\\n(  .*\\n)*?.*ganport ${name}`));
  },
);

test('a classifier reports its accuracy on images that it was not trained on', async () => {
  const args = ['classifier', '--data', 'squares', '--out', 'again.onnx', '--steps', '40'];
  const { code, stdout, stderr } = await ganport(folder, [...args, ...one, '--json']);
  expect(code).toBe(0);
  expect(stderr).toMatch(progressLines);
  const report = JSON.parse(stdout) as Record<string, unknown>;
  const classes = ['0', '1', '2', '3'];
  const sizes = { trainImages: 250, testImages: 50, steps: 40, seed: 1 };
  expect(report).toMatchObject({ out: 'again.onnx', classes, ...sizes });
  expect(report['accuracy']).toBeGreaterThan(0.9);
  const { metadata } = await readModelFile(file('again.onnx'));
  expect(metadata).toMatchObject({
    'ganport.accuracy': String(report['accuracy']),
    'ganport.classes': JSON.stringify(classes),
    'ganport.trained': '250 of train-images-idx3-ubyte, 40 steps, seed 1',
  });
});

test('a conditional generator: every number with its floor, the classes drawn evenly', async () => {
  const metrics = 'fid,is,kid,prdc,modes,cas';
  const args = ['--data', 'squares', '--features', 'squares.onnx', '--metrics', metrics];
  const report = await evaluate('conditional.onnx', ...args);
  // Half of the 300 images are held out.
  expect(report.n).toBe(150);
  expect(report).toMatchObject({ classesHit: 4, samples: 'conditional.onnx' });
  expect(report.extractor.name).toBe('squares.onnx');
  expect(report.extractor.sha256).toMatch(/^[0-9a-f]{64}$/);
  expect(report.fid).toBeGreaterThan(report.floor.fid);
  expect(report.is.mean).toBeGreaterThan(1);
  expect(report.is.mean).toBeLessThanOrEqual(4);
  expect(report.kid.mean).toBeGreaterThan(report.floor.kid.mean);
  expect(report.cas).toBeGreaterThan(0.9);
  expect(report.floor.cas).toBeGreaterThan(0.9);
  const values = new Set(Object.keys(report.floor));
  const names = ['fid', 'is', 'kid', 'precision', 'recall', 'density', 'coverage'];
  expect(values).toEqual(new Set([...names, 'classesHit', 'classes', 'classKl', 'cas']));
});

test('a run, as a table; images of a generator and the folder of them have the same numbers', async () => {
  const size = ['--width', '0.03', '--batch-size', '8', '--steps', '2', ...one];
  await succeed(folder, ['train', 'mlp', '--data', 'squares', '--out', 'run', ...size]);
  const own = ['--features', 'squares.onnx', '--count', '144'];
  const args = ['--data', 'squares', ...own];
  const line = ['evaluate', 'run', ...own, ...one];
  const { code, stdout, stderr } = await ganport(folder, line, environment);
  expect(code).toBe(0);
  expect(stderr).toMatch(
    /^run: compared with its own data, squares\nrun: the generator of step 2\n(.*: \d+ of \d+\n)*$/,
  );
  expect(stdout).toMatch(/^ +samples +floor\n/);
  expect(stdout).toMatch(/^Fréchet distance \(FID\) +\d+\.\d{3} +\d+\.\d{3} +lower is better$/m);
  expect(stdout).toMatch(/^inception score \(IS\) +\d\.\d{3} ± \d\.\d{3} +\d\.\d{3} ± \d\.\d{3} /m);
  expect(stdout).toMatch(/^144 images of run \(step 2\) against 144 of /m);
  expect(stdout).toMatch(/^extractor: squares\.onnx, SHA-256 [0-9a-f]{64}$/m);

  await succeed(folder, ['generate', 'run', '--count', '144', '--seed', '1', '--out', 'grid.png']);
  await cutGrid('grid.png', 12, 'drawn');
  const drawn = await evaluate('drawn', ...args, '--metrics', 'fid,prdc');
  // An older file in the run changes nothing: the checkpoint is what is judged.
  copyFileSync(file('conditional.onnx'), file('run', 'generator.onnx'));
  const fromRun = await evaluate('run', ...args, '--metrics', 'fid,prdc');
  expect(drawn.fid).toBeCloseTo(fromRun.fid, 8);
  expect(drawn.precision).toBe(fromRun.precision);
});

/** The images of a grid of generate's, three times as large there, as files. */
async function cutGrid(grid: string, columns: number, into: string): Promise<void> {
  mkdirSync(file(into));
  const { width, data } = await decodeImage(readFileSync(file(grid)), grid);
  const step = 3 * SIDE + 4;
  for (let i = 0; i < columns ** 2; i++) {
    const [top, left] = [4 + Math.floor(i / columns) * step, 4 + (i % columns) * step];
    const pixels = Uint8Array.from({ length: SIDE * SIDE }, (_, at) => {
      const [y, x] = [top + 3 * Math.floor(at / SIDE), left + 3 * (at % SIDE)];
      return data[y * width + x] ?? NaN;
    });
    const image = { width: SIDE, height: SIDE, channels: 1, data: pixels } as const;
    writeFileSync(file(into, `${i}.png`), await encodePng(image));
  }
}

test('statistics of real images are written and used again', async () => {
  const features = ['--features', 'squares.onnx'];
  const statsOut = ['--stats-out', 'squares.safetensors'];
  const first = await evaluate('conditional.onnx', '--data', 'squares', ...features, ...statsOut);
  const again = await evaluate('conditional.onnx', '--data', 'squares.safetensors', ...features);
  expect(again).toEqual(first);
});

test.each<[string, string, number]>([
  ['nowhere --data squares --features squares.onnx', 'nowhere: no such file or folder', 1],
  ['conditional.onnx --data nowhere', 'nowhere: no such file or folder', 1],
  [
    'conditional.onnx --data squares',
    "images of 8 × 8 × 1 need an extractor: fetch one for natural images once, with 'ganport setup features'",
    1,
  ],
  [
    'conditional.onnx --data squares --features squares.onnx --metrics fid,beauty',
    "argument 'fid,beauty' is invalid",
    2,
  ],
  [
    'conditional.onnx --data squares --features squares.onnx --count 40 --metrics fid',
    'fid: needs at least 65 samples and as many real and held-out ones (one more than its 64 features), there are 40',
    2,
  ],
  [
    'squares/train-images-idx3-ubyte --data plain --features squares.onnx --metrics cas',
    'cas: needs the class of each sample',
    2,
  ],
  [
    'squares.onnx --data squares --features squares.onnx',
    'a generator has noise [batch, latent]',
    1,
  ],
  ['conditional.onnx --data plain --features squares.onnx', 'give real data with labels', 1],
  [
    'pets.onnx --data squares --features squares.onnx',
    'draws the classes cat, dog, and the real data have 0, 1, 2, 3',
    1,
  ],
  ['conditional.onnx --data squares --features conditional.onnx', 'as an extractor', 1],
  ['conditional.onnx --data text.safetensors --features squares.onnx', 'text.safetensors', 1],
  ['conditional.onnx --features squares.onnx', '--data is missing: only a run knows', 2],
  [
    'moved --features squares.onnx',
    'moved: its data cannot be read (nowhere: no such file or folder',
    1,
  ],
])('evaluate %s is refused', async (line, message, expected) => {
  mkdirSync(file('plain'), { recursive: true });
  writeFileSync(
    file('plain', 'plain-images-idx3-ubyte'),
    readFileSync(file('squares', 'train-images-idx3-ubyte')),
  );
  mkdirSync(file('moved'), { recursive: true });
  writeFileSync(file('moved', 'config.json'), '{ "variant": "mlp", "data": "nowhere" }');
  writeFileSync(file('text.safetensors'), 'hello, this is text');
  writeConditionalGenerator('pets.onnx', { 'ganport.classes': '["cat","dog"]' });
  const { code, stdout, stderr } = await ganport(
    folder,
    ['evaluate', ...line.split(' ')],
    environment,
  );
  expect(stderr).toMatch(/^(moved: compared with its own data, nowhere\n)?ganport: .*\n$/);
  expect(stderr).toContain(message);
  expect([code, stdout]).toEqual([expected, '']);
});

test.each([
  ['--data plain', 'has no labels'],
  ['--data nowhere', 'nowhere: no such file or folder'],
  ['--data squares --steps 0', 'whole number of at least 1'],
])('classifier %s is refused, and nothing is written', async (line, message) => {
  const args = ['classifier', ...line.split(' '), '--out', 'never.onnx'];
  const { code, stdout, stderr } = await ganport(folder, args);
  expect(stderr).toMatch(/^ganport: .*\n$/);
  expect(stderr).toContain(message);
  expect([code === 0, stdout, existsSync(file('never.onnx'))]).toEqual([false, '', false]);
});
