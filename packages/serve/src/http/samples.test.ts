/** Samples of each kind as files: generators whose samples are their noise, and what is refused. */
import { sampleNoise } from '@ganport/core';
import { OnnxModel, parseGraph } from '@ganport/graph';
import { decodeImage, openNoiseGenerator } from '@ganport/lab';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ServedModel } from '../models/served-model.ts';
import { sampleFiles } from './sample-files.ts';
import { drawSamples } from './samples.ts';

const reshaped = (shape: string, kind: string, count: number) =>
  `(float[n,4] noise) => (float[n,${shape}] ${kind}) <int64[${count}] s = {-1, ${shape}}> {
    ${kind} = Reshape(noise, s)
  }`;

const condition = { name: 'energy', unit: 'GeV', quantiles: [10, 20] };
const table = [{ kind: 'category', name: 'color', categories: ['red', 'blue'], counts: [3, 1] }];

const models: Readonly<Record<string, readonly [text: string, metadata: Record<string, string>]>> =
  {
    sounds: [
      reshaped('4, 1', 'audio', 3),
      { kind: 'audio', 'audio.rate': '8000', 'distribution.noise': 'uniform -1 1' },
    ],
    lines: [
      reshaped('2, 2', 'text', 3),
      { kind: 'text', 'text.vocabulary': JSON.stringify(['', '\uFFFD']) },
    ],
    colors: [
      `(float[n,4] noise) => (float[n,2] row) <int64[2] at = {0, 1}> {
        row = Gather<axis = 1>(noise, at)
      }`,
      { kind: 'rows', 'rows.table': JSON.stringify(table) },
    ],
    showers: [
      `(float[n,4] noise, float[n,1] condition) => (float[n,2,2,1,1] volume)
      <int64[5] s = {-1, 2, 2, 1, 1}, float zero = {0.0}> {
        none = Mul(noise, zero)
        sum = Add(none, condition)
        volume = Reshape(sum, s)
      }`,
      { kind: 'volumes', condition: JSON.stringify(condition) },
    ],
  };

const served = new Map<string, ServedModel>();
beforeAll(async () => {
  for (const [name, [text, entries]] of Object.entries(models)) {
    const metadata = Object.fromEntries(
      Object.entries(entries).map(([key, value]) => [`ganport.${key}`, value]),
    );
    const onnx = OnnxModel.fromGraph(parseGraph(text), { metadata });
    const opened = { path: name, model: onnx.model, source: onnx.bytes() };
    const generator = await openNoiseGenerator(opened, { providers: ['cpu'] });
    served.set(name, { name, generator } as ServedModel);
  }
});
afterAll(async () => {
  for (const { generator } of served.values()) await generator?.dispose();
});

async function draw(path: string, query = ''): Promise<Uint8Array> {
  const file = sampleFiles.find((one) => one.path === path);
  if (!file) throw new RangeError(path);
  return drawSamples(file, served, new URLSearchParams(query), { maxBatch: 32 });
}
const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

test('sounds as WAV, of noise in the distribution that the file declares', async () => {
  const bytes = await draw('/samples.wav', 'seed=3&count=2');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  expect([textOf(bytes.subarray(0, 4)), view.getUint32(24, true)]).toEqual(['RIFF', 8000]);
  const { data } = sampleNoise(3, 2, 4, 'uniform');
  for (let i = 0; i < 4; i++) {
    expect(Math.abs(view.getInt16(44 + 2 * i, true) / 32767 - Number(data[i]))).toBeLessThan(1e-3);
  }
});

test('lines of text', async () => {
  const lines = textOf(await draw('/samples.txt', 'count=20')).split('\n');
  expect([lines.length, lines.pop()]).toEqual([21, '']);
  expect(lines.every((line) => /^\uFFFD{0,2}$/.test(line))).toBe(true);
});

test('rows as objects', async () => {
  const rows = JSON.parse(textOf(await draw('/samples.json', 'model=colors&count=5')));
  const lines = textOf(await draw('/samples.csv', 'count=5'))
    .trim()
    .split(/\r?\n/);
  expect(rows).toEqual(lines.slice(1).map((color) => ({ color })));
});

test('rows with the names of their columns', async () => {
  const { data } = sampleNoise(1, 5, 4);
  const colors = Array.from({ length: 5 }, (_, i) =>
    Number(data[4 * i]) >= Number(data[4 * i + 1]) ? 'red' : 'blue',
  );
  const text = textOf(await draw('/samples.csv', 'count=5')).trim();
  expect(text.split(/\r?\n/)).toEqual(['color', ...colors]);
});

test('volumes follow the conditions that are asked for, in turn', async () => {
  const arrays = unzipSync(await draw('/samples.npz', 'model=showers&count=3&condition=10,20'));
  const values = (name: string, length: number) => {
    const bytes = (arrays[`${name}.npy`] ?? new Uint8Array()).slice(-4 * length);
    return [...new Float32Array(bytes.buffer)];
  };
  expect(values('energies', 3)).toEqual([10, 20, 10]);
  expect(values('volumes', 12).map((value) => value / 10)).toEqual(
    [1, 2, 1].flatMap((value) => Array<number>(4).fill(value)),
  );
});

test.each(Object.keys(models))('%s as one picture', async (model) => {
  const bytes = await draw('/images.png', `model=${model}&count=2`);
  const { width, height } = await decodeImage(bytes, model);
  expect(Math.min(width, height)).toBeGreaterThan(1);
});

test.each([
  ['/images.png', '', 400, 'model must be one of sounds, lines, colors, showers'],
  ['/samples.npz', '', 400, 'model must be one of sounds, lines, colors, showers'],
  ['/samples.csv', 'model=lines', 404, 'no such generator for /samples.csv; there are: colors'],
  ['/samples.npz', 'condition=0', 400, 'condition must be at most 25 numbers above 0'],
  ['/samples.npz', 'condition=1e99', 400, 'condition must be at most 25 numbers above 0'],
  ['/samples.npz', 'condition=5&label=2', 400, 'without label'],
  ['/samples.csv', 'condition=5', 400, 'the generator has no input of conditions'],
  ['/samples.csv', 'count=1&count=2', 400, 'count is there twice'],
])('%s?%s is refused', async (path, query, status, message) => {
  await expect(draw(path, query)).rejects.toMatchObject({
    status,
    message: expect.stringContaining(message),
  });
});
