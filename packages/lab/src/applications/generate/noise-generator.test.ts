/** Generators written in ONNX's textual syntax: what is drawn of them, and what is none. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readModelFile } from '@ganport/graph';
import { readImage } from '../../imaging/decode-image.ts';
import { writeOnnx } from '../models.test.support.ts';
import { writeSampleFiles } from './sample-files.ts';
import { openNoiseGenerator } from './noise-generator.ts';

const folder = mkdtempSync(join(tmpdir(), 'ganport-generate-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function write(name: string, text: string, metadata?: Readonly<Record<string, string>>) {
  const path = await writeOnnx(folder, name, text, metadata);
  return { path: name, model: await readModelFile(path), source: path };
}

async function open(...args: Parameters<typeof write>) {
  return openNoiseGenerator(await write(...args));
}

/** Its image is its noise, 2 × 2; its label, if it has one, is added to each pixel. */
const plain = (batch: string | number) => `
  (float[${batch},4] noise) => (float[${batch},2,2,1] image) <int64[4] shape = {-1, 2, 2, 1}> {
    image = Reshape(noise, shape)
  }`;
const conditional = `
  (float[batch,4] noise, int32[batch] label) => (float[batch,2,2,1] image)
  <int64[2] column = {-1, 1}, int64[4] shape = {-1, 2, 2, 1}> {
    number = Cast<to = 1>(label)
    numbers = Reshape(number, column)
    sum = Add(noise, numbers)
    image = Reshape(sum, shape)
  }`;

const noise = (count: number) =>
  Float32Array.from({ length: 4 * count }, (_, i) => Math.fround(Math.sin(i)));

test('images of the noise, batch after batch', async () => {
  const generator = await open('plain', plain('batch'));
  const { latent, isConditional, classes, provider } = generator;
  expect([latent, isConditional, classes, provider]).toEqual([4, false, undefined, 'cpu']);
  const progress: number[] = [];
  const { data, shape } = await generator.draw({ noise: noise(600) }, (n) => progress.push(n));
  expect(shape).toEqual([2, 2, 1]);
  expect(data).toEqual(noise(600));
  expect(progress).toEqual([256, 512, 600]);
  await generator.dispose();
});

test('a file that fixes its batch is called as often as it takes', async () => {
  const generator = await open('fixed', plain(3));
  for (const count of [1, 3, 7]) {
    expect((await generator.draw({ noise: noise(count) })).data).toEqual(noise(count));
  }
  await generator.dispose();
});

test.each([2, 'batch'])('a shape that the file leaves open, batch %s', async (batch) => {
  const text = `(float[${batch},6] z) => (float[${batch},h,w,c] y)
    <int64[4] shape = {-1, 1, 2, 3}> { y = Reshape(z, shape) }`;
  const generator = await open('open', text);
  expect(generator.shape).toEqual([1, 2, 3]);
  expect((await generator.draw({ noise: noise(3) })).data).toEqual(noise(3));
  await generator.dispose();
});

test('labels, the names of the classes, and the range', async () => {
  const generator = await open('conditional', conditional, {
    'ganport.classes': '["a","b"]',
    'ganport.range.image': '0 2',
  });
  expect([generator.isConditional, generator.classes]).toEqual([true, ['a', 'b']]);
  const { data } = await generator.draw({
    noise: new Float32Array(12).fill(0.5),
    labels: Int32Array.of(1, 0, 1),
  });
  // From [0, 2] to [-1, 1].
  expect([...data]).toEqual([0.5, 0.5, 0.5, 0.5, -0.5, -0.5, -0.5, -0.5, 0.5, 0.5, 0.5, 0.5]);
  await generator.dispose();
});

test.each([
  [
    'a translator',
    '(float[1,h,w,3] source) => (float[1,h,w,3] image) { image = Tanh(source) }',
    /^a translator: turns images into images, .* ganport translate$/,
  ],
  [
    'two noises',
    '(float[n,4] a, float[n,4] b) => (float[n,4] y) { y = Add(a, b) }',
    /has the inputs a, b and the outputs y; a generator has noise/,
  ],
  [
    'noise of three axes',
    '(float[n,4,1] z) => (float[n,4,1] y) { y = Tanh(z) }',
    /input z is float32 \[n, 4, 1\], not noise \[batch, latent\]/,
  ],
])('%s is no generator', async (name, text, message) => {
  await expect(open(name, text)).rejects.toThrow(message);
});

test.each([
  ['flat', '(float[n,4] z) => (float[n,4] y) { y = Tanh(z) }', 'float32 [1, 4]'],
  [
    'two channels',
    '(float[n,4] z) => (float[n,1,2,2] y) <int64[4] s = {-1, 1, 2, 2}> { y = Reshape(z, s) }',
    'float32 [1, 1, 2, 2]',
  ],
])('%s: outputs that are no images', async (name, text, got) => {
  const problem = `${name}: output y is ${got}, not images [batch, height, width, 1 or 3]`;
  await expect(open(name, text)).rejects.toThrow(problem);
});

test('single files: numbered, with the names of their classes; a folder with something in it', async () => {
  const data8 = Float32Array.of(-1, 1, 0, 0, 1, 1, 1, 1);
  const images = { kind: 'images', data: data8, shape: [2, 2, 1] } as const;
  const each = join(folder, 'each');
  await writeSampleFiles(each, images, { labels: Int32Array.of(1, 0), classes: ['a', 'b/c d'] });
  expect(readdirSync(each)).toEqual(['00001-b_c_d.png', '00002-a.png']);
  const { width, height, channels, data } = await readImage(join(each, '00001-b_c_d.png'));
  expect([width, height, channels, ...data]).toEqual([2, 2, 1, 0, 255, 128, 128]);

  const plainNames = join(folder, 'plain-names');
  await writeSampleFiles(plainNames, images);
  expect(readdirSync(plainNames)).toEqual(['00001.png', '00002.png']);
  writeFileSync(join(each, 'mine'), '');
  await expect(writeSampleFiles(each, images)).rejects.toThrow('is not empty');
});

test('text needs a vocabulary of as many characters as its samples have', async () => {
  const lines = `(float[N,6] z) => (float[N,2,3] text) <int64[3] s = {-1, 2, 3}> { text = Reshape(z, s) }`;
  const of = (...vocabulary: string[]) => ({
    'ganport.kind': 'text',
    'ganport.text.vocabulary': JSON.stringify(vocabulary),
  });
  const generator = await open('lines', lines, of('', '\uFFFD', 'a'));
  const noise6 = Float32Array.of(0, 0, 1, 0, 1, 0, 0, 0, 1, 1, 0, 0);
  const { settings } = await generator.draw({ noise: noise6 });
  expect([generator.shape, settings?.vocabulary]).toEqual([
    [2, 3],
    ['', '\uFFFD', 'a'],
  ]);
  await generator.dispose();
  for (const metadata of [of('', '\uFFFD'), of('', '\uFFFD', '\u001b'), of(), undefined]) {
    const opening = open('other', lines, { 'ganport.kind': 'text', ...metadata });
    await expect(opening).rejects.toThrow('not lines [batch, length, characters] with a vocab');
  }
});

test.each([
  ['a batch of 0', plain(0), 'noise is [0, 4]; sizes are from 1'],
  [
    'a batch beyond the limit',
    plain(2 ** 27),
    'noise is [134217728, 4]; sizes are from 1, and a tensor',
  ],
  [
    'noise beyond the limit',
    '(float[N,100000] z) => (float[N,10,100,100] y) <int64[4] s = {-1, 10, 100, 100}> { y = Reshape(z, s) }',
    'the latent size must be a whole number from 1 to 65536 (got 100000)',
  ],
])('%s is refused before anything is computed', async (name, text, problem) => {
  await expect(open(name, text)).rejects.toThrow(
    expect.objectContaining({ code: 'data-mismatch', message: expect.stringContaining(problem) }),
  );
});
