import * as tf from '@tensorflow/tfjs';
import { mkdir, readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeSafetensors } from '@ganport/core/internal';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../files/temporary-folder.test.support.ts';
import { train } from './train.ts';
import { writeWorkerProgram } from './worker-program.ts';

tf.enableProdMode();
await tf.setBackend('cpu');

const folder = temporaryFolder();
const out = join(folder, 'run');

test('a run becomes graphs, a schedule and data; writing again replaces them', async () => {
  const settings = { variant: 'mlp', data: 'ring', width: 1 / 64, batchSize: 8, threads: 1 };
  await train({ ...settings, steps: 1 }, { out });
  await writeWorkerProgram(out, { workers: 4 });
  const written = await writeWorkerProgram(out, { workers: 2, steps: 5 });
  expect(written).toEqual({ folder: join(out, 'ray'), firstStep: 1, steps: 5 });
  const program = JSON.parse(await readFile(join(out, 'ray', 'program.json'), 'utf8'));
  expect(program).toMatchObject({
    format: 'ganport-workers/1',
    workers: 2,
    steps: 5,
    batch: { real: { dtype: 'float32', blocks: 1 } },
    header: { step: 1, dataOrder: { dataset: 'ring', batchSize: 8 } },
  });
  expect(program.batch.real.dims[0]).toBe(4);
  expect((await readdir(join(out, 'ray', 'graphs'))).toSorted()).toEqual([
    'discriminator.gradients.onnx',
    'discriminator.update.onnx',
    'generator.gradients.onnx',
    'generator.update.onnx',
  ]);
  const file = join(out, 'ray', 'data.safetensors');
  const { tensors } = decodeSafetensors(await readFile(file), file);
  expect(tensors['real']?.dims[0]).toBe(program.header.dataOrder.size);
});

test('a batch that cannot be divided leaves what was there', async () => {
  const before = await readFile(join(out, 'ray', 'program.json'), 'utf8');
  await expect(writeWorkerProgram(out, { workers: 3 })).rejects.toThrow('cannot be divided by 3');
  expect(await readFile(join(out, 'ray', 'program.json'), 'utf8')).toBe(before);
});

test('images that are cropped at random are written whole, with how they are cropped', async () => {
  const translated = join(folder, 'translated');
  const [dataA, dataB] = await Promise.all([writeImages('a', 3), writeImages('b', 2)]);
  const size = { imageSize: 16, loadSize: 18, filters: 1, blocks: 1, batchSize: 1, threads: 1 };
  await train({ variant: 'cyclegan', dataA, dataB, ...size, steps: 1 }, { out: translated });
  await writeWorkerProgram(translated, { workers: 1 });
  const program = JSON.parse(await readFile(join(translated, 'ray', 'program.json'), 'utf8'));
  const crop = { load: [18, 18], crop: [16, 16], flip: true };
  expect(program.sources).toEqual({
    a: { order: 'data-a', crop: { ...crop, purpose: 'augment-a' } },
    b: { order: 'data-b', crop: { ...crop, purpose: 'augment-b' } },
  });
  const file = join(translated, 'ray', 'data.safetensors');
  const { tensors } = decodeSafetensors(await readFile(file), file);
  expect(Object.entries(tensors).map(([name, { dtype, dims }]) => [name, dtype, dims])).toEqual([
    ['a', 'uint8', [3, 18, 18, 3]],
    ['b', 'uint8', [2, 18, 18, 3]],
  ]);
});

/** A folder of images of noise. */
async function writeImages(name: string, count: number): Promise<string> {
  const place = join(folder, name);
  await mkdir(place);
  for (let image = 0; image < count; image++) {
    const pixels = Uint8Array.from({ length: 18 * 18 * 3 }, (_, i) => (i * 37 + image) % 256);
    const raw = { width: 18, height: 18, channels: 3 } as const;
    await sharp(pixels, { raw })
      .png()
      .toFile(join(place, `${image}.png`));
  }
  return place;
}

test('sounds that are cut at random are refused', async () => {
  const sounds = join(folder, 'sounds');
  const settings = { variant: 'wavegan', data: 'sfx', length: 128, width: 1 / 64, batchSize: 2 };
  await train({ ...settings, slice: 'random', threads: 1, steps: 1 }, { out: sounds });
  await expect(writeWorkerProgram(sounds, { workers: 2 })).rejects.toThrow(
    'sfx: is drawn or changed at random in a way that only ganport has; train it with ganport train --workers',
  );
});
