import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { openDataset } from '../../data/open-dataset.ts';
import { readImage } from '../../imaging/decode-image.ts';
import { openModel } from '../../models/open-model.ts';
import { writeOnnx } from '../models.test.support.ts';
import { augment, type AugmentSettings } from './augment.ts';
import { openConditionalGenerator } from './conditional-generator.ts';
import { temporaryFolder } from '../../files/temporary-folder.test.support.ts';

const root = temporaryFolder();

/** Images of 1 × 2: the noise on the left, the label (0, 1, 2 as -1, -0.5, 0) on the right. */
const twoPixels = `(float[batch,1] noise, int32[batch] label) => (float[batch,1,2,1] image)
  <float half = {0.5}, float one = {1}, int64[2] column = {-1, 1}, int64[4] shape = {-1, 1, 2, 1}> {
  number = Cast<to = 1>(label)
  halves = Mul(number, half)
  value = Sub(halves, one)
  right = Reshape(value, column)
  both = Concat<axis = 1>(noise, right)
  image = Reshape(both, shape)
}`;
const classes = { 'ganport.classes': '["ant", "bee", "cat"]' };
const generatorFile = await writeOnnx(root, 'generator', twoPixels, classes);
const generator = await openConditionalGenerator(await openModel(generatorFile));
afterAll(() => generator.dispose());

/** Logits 8 times the left pixel for every class but the first, whose logit is 0. */
const byLeft = `(float[batch,1,2,1] image) => (float[batch,3] logits)
  <float[2,3] weights = {0, 8, 8, 0, 0, 0}, int64[2] flat = {-1, 2}> {
  rows = Reshape(image, flat)
  logits = MatMul(rows, weights)
}`;

let folders = 0;
const settings = (given: Partial<AugmentSettings> = {}): AugmentSettings => ({
  out: join(root, `out-${folders++}`),
  format: 'npz',
  perClass: 30,
  seed: 1,
  minConfidence: 0,
  nearDuplicates: 'off',
  ...given,
});
const values = async (path: string) => {
  const set = await openDataset(path);
  const out = new Float32Array(set.size * 2);
  await set.read(
    Int32Array.from({ length: set.size }, (_, i) => i),
    out,
  );
  return { set, left: out.filter((_, i) => i % 2 === 0), right: out.filter((_, i) => i % 2 === 1) };
};

test('the requested number of each class, shuffled; the same seed gives the same set', async () => {
  const progress: number[] = [];
  const first = settings();
  const result = await augment(generator, first, { onProgress: (taken) => progress.push(taken) });
  expect(result).toEqual({ taken: 90, drawn: 90, unsure: 0, nearDuplicates: 0 });
  expect(progress).toEqual(Array.from({ length: 90 }, (_, i) => i + 1));
  const { set, right } = await values(join(first.out, 'train.npz'));
  const counts = [0, 1, 2].map((label) => set.labels?.filter((one) => one === label).length);
  expect(counts).toEqual([30, 30, 30]);
  // Each image shows its label, so labels and images were shuffled alike.
  expect(Array.from(right, (value) => Math.round(2 * (value + 1)))).toEqual([
    ...(set.labels ?? []),
  ]);
  expect(set.labels?.toSorted()).not.toEqual(set.labels);
  const again = settings();
  await augment(generator, again);
  const bytes = (folder: string) => readFileSync(join(folder, 'train.npz'));
  expect(bytes(again.out)).toEqual(bytes(first.out));
  const other = settings({ seed: 2 });
  await augment(generator, other);
  expect(bytes(other.out)).not.toEqual(bytes(first.out));
});

test('idx: the files of MNIST, with the requested classes', async () => {
  const { out } = settings();
  await augment(generator, settings({ out, format: 'idx', classes: ['cat', 'ant'] }));
  expect(readdirSync(out).toSorted()).toEqual([
    'augment.json',
    'train-images-idx3-ubyte',
    'train-labels-idx1-ubyte',
  ]);
  const { set } = await values(out);
  expect(set).toMatchObject({ shape: [1, 2, 1], size: 60 });
  expect(new Set(set.labels)).toEqual(new Set([0, 2]));
});

describe('labels above 255', () => {
  const names = Array.from({ length: 301 }, (_, i) => String(i));
  const openMany = async () => {
    const path = await writeOnnx(root, 'many', twoPixels, {
      'ganport.classes': JSON.stringify(names),
    });
    return openConditionalGenerator(await openModel(path));
  };

  test('npz holds them', async () => {
    const many = await openMany();
    const request = settings({ classes: ['0', '255', '256', '300'], perClass: 2 });
    await augment(many, request);
    const { set } = await values(join(request.out, 'train.npz'));
    expect(set.labels?.toSorted()).toEqual(Int32Array.of(0, 0, 255, 255, 256, 256, 300, 300));
    await many.dispose();
  });

  test('idx has a byte for each, and refuses them before anything is drawn', async () => {
    const many = await openMany();
    const request = settings({ format: 'idx', classes: ['3', '256'], perClass: 1_000_000 });
    await expect(augment(many, request)).rejects.toThrow(
      '--format idx: has a byte for each label, and class 256 is number 256; give --format npz or png',
    );
    expect(existsSync(request.out)).toBe(false);
    const fitting = settings({ format: 'idx', classes: ['3', '255'], perClass: 1 });
    await augment(many, fitting);
    expect((await values(fitting.out)).set.labels?.toSorted()).toEqual(Int32Array.of(3, 255));
    await many.dispose();
  });
});

test('png: a folder for each class, a table, and how it was made', async () => {
  const { out } = settings();
  mkdirSync(out);
  await augment(generator, settings({ out, format: 'png', perClass: 2 }));
  expect((readdirSync(out, { recursive: true }) as string[]).toSorted()).toEqual([
    'ant',
    'ant/ant-000000.png',
    'ant/ant-000001.png',
    'augment.json',
    'bee',
    'bee/bee-000000.png',
    'bee/bee-000001.png',
    'cat',
    'cat/cat-000000.png',
    'cat/cat-000001.png',
    'labels.csv',
  ]);
  const table = readFileSync(join(out, 'labels.csv'), 'utf8');
  expect(table).toMatch(/^filename,label\nant\/ant-000000\.png,ant\n(.*\n){5}$/);
  // Class 1 is -0.5: 64 of 255.
  expect((await readImage(join(out, 'bee/bee-000000.png'))).data[1]).toBe(64);
  const record = JSON.parse(readFileSync(join(out, 'augment.json'), 'utf8')) as object;
  expect(record).toMatchObject({
    model: generatorFile,
    settings: { perClass: 2, seed: 1, nearDuplicates: 'off' },
    classes: ['ant', 'bee', 'cat'],
    result: { taken: 6, drawn: 6, nearDuplicates: 0 },
  });
});

test.each([
  ['png', ''],
  ['idx', 'train-images-idx4-ubyte'],
  ['npz', 'train.npz'],
] as const)('colors as %s', async (format, name) => {
  const text = `(float[batch,3] noise, int32[batch] label) => (float[batch,1,1,3] image)
    <int64[4] shape = {-1, 1, 1, 3}> { image = Reshape(noise, shape) }`;
  const path = await writeOnnx(root, 'colors', text, { 'ganport.classes': '["all"]' });
  const colors = await openConditionalGenerator(await openModel(path));
  const request = settings({ format, perClass: 50 });
  await augment(colors, request);
  await colors.dispose();
  const set = await openDataset(join(request.out, name));
  expect(set).toMatchObject({ shape: [1, 1, 3], size: 50, labels: new Int32Array(50) });
  const out = new Float32Array(150);
  await set.read(
    Int32Array.from({ length: 50 }, (_, i) => i),
    out,
  );
  // Normal noise, cut off at -1 and 1, in all channels.
  for (const channel of [0, 1, 2]) {
    expect(new Set(out.filter((_, i) => i % 3 === channel)).size).toBeGreaterThan(20);
  }
});

test('images whose class a classifier doubts are rejected and counted', async () => {
  const classifier = await writeOnnx(root, 'classifier', byLeft);
  const all = settings();
  await augment(generator, all);
  // Softmax of (0, 8x, 8x): the second has at least 0.45 when 8x is at least log(9/2).
  const least = Math.log(4.5) / 8;
  const sure = settings({ classifier, minConfidence: 0.45, classes: ['bee'] });
  const { drawn, unsure, taken } = await augment(generator, sure);
  const { left } = await values(join(sure.out, 'train.npz'));
  // Bytes are half a level off at most.
  expect(left.every((value) => value > least - 1 / 255)).toBe(true);
  expect([taken, drawn - unsure]).toEqual([30, 30]);
  // A share of P(N(0, 1) > 0.188) = 0.425 passes: 30 of 70.5 ± 9.8 drawn.
  expect(Math.abs(drawn - 70.5)).toBeLessThan(50);
  const never = settings({ classifier, minConfidence: 0.6, classes: ['bee'] });
  await expect(augment(generator, never)).rejects.toThrow(
    /class bee: of 2048 images drawn 0 passed \(2048 of doubtful class, 0 near-duplicates\), 30 are needed/,
  );
  expect(existsSync(never.out)).toBe(false);
  expect(readdirSync(root).filter((name) => name.startsWith('.'))).toEqual([]);
});

test('images that are nearer to a training image than training images are to each other are rejected', async () => {
  // Training images at left 0 and 0.4 (127.5 and 178.5), right as class 1 has it: 64.
  const data = join(root, 'train-images-idx3-ubyte');
  writeFileSync(
    data,
    Uint8Array.from([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 128, 64, 178, 64]),
  );
  const clean = settings({ data, nearDuplicates: 'auto', classes: ['bee'], perClass: 100 });
  const { nearDuplicates, distance, drawn } = await augment(generator, clean);
  // 50 levels in one of two pixels: 50 / 127.5 / √2.
  expect(distance).toBeCloseTo(50 / 127.5 / Math.SQRT2, 4);
  expect(nearDuplicates).toBe(drawn - 100);
  expect(nearDuplicates).toBeGreaterThan(10);
  const { left } = await values(join(clean.out, 'train.npz'));
  const reach = 50 / 127.5 - 2 / 255;
  expect(left.every((value) => Math.abs(value) > reach && Math.abs(value - 0.4) > reach)).toBe(
    true,
  );
});

test.each<[string, Partial<AugmentSettings>, string]>([
  ['an unknown class', { classes: ['dog'] }, "there is no class 'dog'; it has ant, bee, cat"],
  ['a mistyped class', { classes: ['ants'] }, "Did you mean 'ant'?"],
  ['no data for the check', { nearDuplicates: 'auto' }, 'the training images of'],
  [
    'no classifier for such images',
    { minConfidence: 0.9 },
    'no classifier for images of 1 × 2 × 1',
  ],
  [
    'a model that is no classifier',
    { minConfidence: 0.9, classifier: generatorFile },
    'an extractor has one input',
  ],
  ['a folder that is full', { out: root }, 'is not empty'],
  ['data of another kind', { nearDuplicates: 1, data: join(root, 'nowhere') }, 'no such file'],
])('%s is refused', async (_, given, problem) => {
  const request = settings(given);
  await expect(augment(generator, request)).rejects.toThrow(problem);
  expect(existsSync(request.out)).toBe(request.out === root);
});

test.each([
  [
    '(float[batch,1] noise) => (float[batch,1] image) { image = Neg(noise) }',
    classes,
    'a conditional generator has noise',
  ],
  [
    '(float[n,1] noise, int32[n] label) => (float[n,1] image) { image = Neg(noise) }',
    classes,
    'output image is float32 [1, 1], not images',
  ],
  [twoPixels, {}, 'names no classes'],
  [twoPixels, { 'ganport.classes': '["a", 1]' }, 'names no classes'],
])('%s is no conditional generator (%#)', async (text, metadata, problem) => {
  const path = await writeOnnx(root, 'other', text, metadata);
  const opened = await openModel(path);
  await expect(openConditionalGenerator(opened)).rejects.toThrow(`${path}: `);
  await expect(openConditionalGenerator(opened)).rejects.toThrow(problem);
});

test.each([
  ['a/b', 'it contains "/"'],
  ['CON', 'it is a device of Windows'],
  ['Labels.csv', 'it is the same name as "labels.csv" on some systems'],
])('a class that no folder can be named after: %s', async (name, problem) => {
  const metadata = { 'ganport.classes': JSON.stringify([name]) };
  const path = await writeOnnx(root, 'slash', twoPixels, metadata);
  const slash = await openConditionalGenerator(await openModel(path));
  const request = settings({ format: 'png' });
  await expect(augment(slash, request)).rejects.toThrow(
    `class "${name}": no folder can have this name: ${problem}; give --format idx or npz`,
  );
  expect(existsSync(request.out)).toBe(false);
  await slash.dispose();
});
