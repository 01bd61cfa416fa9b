/**
 * `ganport translate`: files and folders, every kind of image, and one bad file among good ones.
 */
import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Pixels } from '@ganport/core';
import { decodeImage, encodeImage, type ImageFormat } from '@ganport/lab';
import { exportModel } from '@ganport/export';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { temporaryFolder } from './support/ganport.ts';
import { ganportHere as ganport, succeedHere as succeed } from './support/here.ts';

tf.enableProdMode();

const folder = temporaryFolder();
const file = (...path: string[]): string => join(folder, ...path);

/** One 1 × 1 convolution: each channel times `factor`, in one size or any. */
async function writeTranslator(name: string, factor: number, side: number | null): Promise<void> {
  const layer = tf.layers.conv2d({
    batchInputShape: [null, side, side, 3],
    filters: 3,
    kernelSize: 1,
  });
  const model = tf.sequential({ layers: [layer] });
  const identity = [factor, 0, 0, 0, factor, 0, 0, 0, factor];
  layer.setWeights([tf.tensor4d(identity, [1, 1, 3, 3]), tf.zeros([3])]);
  await (await exportModel(model)).save(file(name));
}

/** A color all over; with four numbers it has transparency. */
const flat = (width: number, height: number, color: readonly number[]): Pixels => ({
  width,
  height,
  channels: color.length as Pixels['channels'],
  data: Uint8Array.from(
    { length: width * height * color.length },
    (_, i) => color[i % color.length] ?? 0,
  ),
});
async function write(name: string, pixels: Pixels, format: ImageFormat = 'png'): Promise<void> {
  mkdirSync(file(name, '..'), { recursive: true });
  writeFileSync(file(name), await encodeImage(pixels, format));
}
async function read(name: string) {
  const { width, height, data, channels } = await decodeImage(readFileSync(file(name)), name, {
    alpha: 'keep',
  });
  return {
    width,
    height,
    color: [...data.subarray(0, channels)],
    last: [...data.subarray(-channels)],
  };
}
const near = (color: readonly number[]) =>
  color.map((value) => expect.toSatisfy((got: number) => Math.abs(got - value) <= 3));

beforeAll(async () => {
  await tf.setBackend('cpu');
  await writeTranslator('negative.onnx', -1, null);
  await writeTranslator('small.onnx', -1, 8);
  await write('photos/a.png', flat(9, 5, [10, 100, 200]));
  await write('photos/deep/b.JPG', flat(9, 5, [10, 100, 200]), 'jpeg');
  await write('photos/c.webp', flat(5, 9, [10, 100, 200, 77]), 'webp');
  writeFileSync(file('photos', 'notes.txt'), 'no image');
  await write('one.png', flat(3, 3, [0, 0, 0]));
  await write('a/one.png', flat(8, 8, [200, 30, 60]));
  await write('b/one.png', flat(8, 8, [10, 90, 20]));
  const networks = ['--image-size', '8', '--filters', '2', '--blocks', '1', '--threads', '1'];
  const args = ['train', 'cyclegan', '--data-a', 'a', '--data-b', 'b', '--out', 'run', ...networks];
  await succeed(folder, [...args, '--steps', '1']);
});

test('folders and files, each in its format, with transparency', async () => {
  const args = ['translate', 'negative.onnx', 'photos', 'one.png', '--out', 'out'];
  const { code, stdout, stderr } = await ganport(folder, args);
  expect([code, stdout]).toEqual([0, '']);
  expect(stderr).toBe('translated 4 images into out, computed on cpu\n');
  expect((readdirSync(file('out'), { recursive: true }) as string[]).toSorted()).toEqual([
    'a.png',
    'c.webp',
    'deep',
    'deep/b.JPG',
    'one.png',
  ]);
  expect(await read('out/a.png')).toMatchObject({ width: 9, height: 5, color: [245, 155, 55] });
  expect(await read('out/deep/b.JPG')).toMatchObject({ width: 9, color: near([245, 155, 55]) });
  expect(await read('out/c.webp')).toMatchObject({ width: 5, color: near([245, 155, 55, 77]) });
});

test('a photograph that was taken upright stays upright', async () => {
  const wide = {
    ...flat(4, 2, [0, 0, 0]),
    data: Uint8Array.from({ length: 24 }, (_, i) => (i % 12 < 6 ? 250 : 0)),
  };
  const jpeg = Buffer.from(await encodeImage(wide, 'jpeg'));
  // An EXIF segment that holds nothing but orientation 6: to be turned a quarter clockwise.
  const exif = 'ffe100224578696600004d4d002a00000008000101120003000000010006000000000000';
  writeFileSync(
    file('turned.jpg'),
    Buffer.concat([jpeg.subarray(0, 2), Buffer.from(exif, 'hex'), jpeg.subarray(2)]),
  );
  await succeed(folder, ['translate', 'negative.onnx', 'turned.jpg', '--out', 'upright']);
  const { width, height, color, last } = await read('upright/turned.jpg');
  expect([width, height]).toEqual([2, 4]);
  expect([color[0], last[0]].map((value) => (value ?? NaN) > 128)).toEqual([false, true]);
});

test('one bad file is reported, the others are translated, and the exit code is 1', async () => {
  await write('mixed/a.png', flat(4, 4, [1, 2, 3]));
  writeFileSync(file('mixed', 'b.png'), 'text');
  writeFileSync(file('mixed', 'c.gif'), 'GIF89a');
  await write('mixed/c.png', flat(4, 4, [1, 2, 3]));
  const args = ['translate', 'negative.onnx', 'mixed', '--out', 'some'];
  const { code, stdout, stderr } = await ganport(folder, args);
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toBe(
    'ganport: mixed/b.png: not a PNG, JPEG or WebP image; convert or remove it\n' +
      'ganport: mixed/c.gif: not a PNG, JPEG or WebP image; convert or remove it\n' +
      'translated 2 of 4 images into some, computed on cpu\n',
  );
  expect(readdirSync(file('some')).toSorted()).toEqual(['a.png', 'c.png']);
});

test('a run translates in both directions, from its checkpoint and not from older files', async () => {
  for (const direction of ['AtoB', 'BtoA']) {
    const name = `generator-${direction}`;
    await succeed(folder, [
      'translate',
      `run/${name}.onnx`,
      'photos/a.png',
      '--out',
      `file-${name}`,
    ]);
    copyFileSync(file('negative.onnx'), file('run', `${name}.onnx`));
    const args = ['translate', 'run', 'photos/a.png', '--direction', direction, '--out', name];
    const { stderr } = await succeed(folder, args);
    expect(stderr).toMatch(new RegExp(`^run: the ${name} of step 1\\ntranslated 1 image into `));
    expect(await read(`${name}/a.png`)).toEqual(await read(`file-${name}/a.png`));
  }
  const [toB, toA] = [await read('generator-AtoB/a.png'), await read('generator-BtoA/a.png')];
  expect(toB.color).not.toEqual(toA.color);
});

test('--side-by-side, --keep-size, and tiles', async () => {
  const image = 'photos/a.png';
  await succeed(folder, ['translate', 'small.onnx', image, '--out', 'fixed']);
  expect(await read('fixed/a.png')).toMatchObject({ width: 8, height: 8, color: [245, 155, 55] });
  await succeed(folder, [
    'translate',
    'small.onnx',
    image,
    '--out',
    'kept',
    '--keep-size',
    '--side-by-side',
  ]);
  expect(await read('kept/a.png')).toEqual({
    width: 18,
    height: 5,
    color: [10, 100, 200],
    last: [245, 155, 55],
  });
  await write('large.png', flat(100, 70, [10, 100, 200]));
  await succeed(folder, [
    'translate',
    'negative.onnx',
    'large.png',
    '--out',
    'tiles',
    '--tile',
    '32',
    '--overlap',
    '8',
  ]);
  const { data } = await decodeImage(readFileSync(file('tiles/large.png')), 'large.png');
  expect(data).toEqual(flat(100, 70, [245, 155, 55]).data);
});

describe('refused before anything is written', () => {
  test.each<[string, readonly string[], number, string]>([
    ['no model', ['nowhere.onnx', 'photos'], 1, 'nowhere.onnx: no such file'],
    ['no image', ['negative.onnx', 'nowhere'], 1, 'nowhere: no such file or folder'],
    ['a folder without images', ['negative.onnx', 'run/checkpoint'], 1, 'run/checkpoint: no .png'],
    ['a folder that is no run', ['photos', 'one.png'], 1, 'photos: not the folder of a run'],
    ['two of one name', ['negative.onnx', 'photos', 'mixed'], 2, 'would both become never/a.png'],
    ['a model that is text', ['photos/notes.txt', 'one.png'], 1, 'photos/notes.txt: '],
    [
      'an overlap without end',
      ['negative.onnx', 'one.png', '--tile', '32', '--overlap', '30'],
      2,
      'half a tile',
    ],
    [
      'tiles for one size',
      ['small.onnx', 'one.png', '--tile', '32'],
      2,
      'takes images of 8 × 8 only',
    ],
    ['an unknown direction', ['negative.onnx', 'one.png', '--direction', 'AtoC'], 2, 'AtoB, BtoA'],
  ])('%s', async (_, args, exitCode, reason) => {
    const { code, stdout, stderr } = await ganport(folder, [
      'translate',
      ...args,
      '--out',
      'never',
    ]);
    expect([code, stdout, existsSync(file('never'))]).toEqual([exitCode, '', false]);
    expect(stderr).toMatch(/^ganport: .*\n$/);
    expect(stderr).toContain(reason);
  });

  test.each<[string, string, () => void, string]>([
    ['photos', 'photos', () => {}, 'photos/a.png'],
    ['one.png', '.', () => {}, 'one.png'],
    [
      'photos',
      'linked',
      () => symlinkSync('photos', file('linked')),
      'photos/a.png', // Another name of the folder.
    ],
    [
      'one.png',
      'hard',
      () => {
        mkdirSync(file('hard'));
        linkSync(file('one.png'), file('hard/one.png'));
      },
      'one.png',
    ],
  ])('results in place of their inputs: %s into %s', async (input, out, prepare, name) => {
    prepare();
    for (const more of [[], ['--replace']]) {
      const args = ['translate', 'negative.onnx', input, '--out', out, ...more];
      const { code, stderr } = await ganport(folder, args);
      expect([code, stderr]).toEqual([
        2,
        `ganport: --out ${out}: ${name} would be replaced by a translation; give another folder\n`,
      ]);
    }
  });

  test('a link out of the folder of results', async () => {
    mkdirSync(file('leak'));
    mkdirSync(file('precious'));
    symlinkSync(file('precious'), file('leak/deep'));
    const args = ['translate', 'negative.onnx', 'photos', '--out', 'leak', '--replace'];
    const { code, stderr } = await ganport(folder, args);
    expect([code, stderr]).toEqual([
      2,
      'ganport: leak/deep: leads out of leak, the folder of the results; give another folder\n',
    ]);
    expect(readdirSync(file('precious'))).toEqual([]);
  });

  test('a file of the same name, unless --replace', async () => {
    mkdirSync(file('mine'));
    writeFileSync(file('mine/one.png'), 'mine');
    const args = ['translate', 'negative.onnx', 'one.png', '--out', 'mine'];
    const { code, stderr } = await ganport(folder, args);
    expect([code, stderr]).toEqual([
      2,
      'ganport: mine/one.png: exists already; give another folder, or --replace\n',
    ]);
    expect(readFileSync(file('mine/one.png'), 'utf8')).toBe('mine');
    await succeed(folder, [...args, '--replace']);
    expect((await read('mine/one.png')).width).toBeGreaterThan(0);
  });
});

test('a second run leaves results out, by whatever name their folder is given', async () => {
  await write('set/a.png', flat(4, 4, [1, 2, 3]));
  await succeed(folder, ['translate', 'negative.onnx', 'set', '--out', 'set/results']);
  symlinkSync(file('set'), file('alias'));
  const args = ['translate', 'negative.onnx', 'set', '--out', 'alias/results', '--replace'];
  const { stderr } = await succeed(folder, args);
  expect(stderr).toMatch(/^translated 1 image into alias\/results/);
});
