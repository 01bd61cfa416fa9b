/**
 * A run is opened from its newest checkpoint, whatever its ONNX files are; a file is taken as it
 * is.
 */
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { openNoiseGenerator } from '../applications/generate/noise-generator.ts';
import { openImageModel } from '../applications/translate/image-model.ts';
import { writePng } from '../imaging/encode-image.ts';
import { train } from '../training/train.ts';
import { openModel, type OpenedModel } from './open-model.ts';
import { loadNetwork } from './run-networks.ts';
import { temporaryFolder } from '../files/temporary-folder.test.support.ts';

tf.enableProdMode();
await tf.setBackend('cpu');

const root = temporaryFolder();
const digits = join(root, 'digits');
const generatorFile = join(digits, 'generator.onnx');
const horses = join(root, 'horses');
const common = { seed: 1, threads: 1, batchSize: 4 };

beforeAll(async () => {
  const pixels = Array.from({ length: 16 * 64 }, (_, i) => (7 * i) % 256);
  const data = join(root, 'images-idx3-ubyte');
  const header = [0, 0, 8, 3, 0, 0, 0, 16, 0, 0, 0, 8, 0, 0, 0, 8];
  writeFileSync(data, Uint8Array.from([...header, ...pixels]));
  const settings = { ...common, variant: 'mlp', data, width: 1 / 32 } as const;
  await train({ ...settings, steps: 1 }, { out: digits });
  copyFileSync(generatorFile, join(root, 'old.onnx'));
  await train({ ...settings, steps: 3 }, { out: digits, resume: true });
  copyFileSync(generatorFile, join(root, 'new.onnx'));
  // A run that was resumed and killed: its checkpoint is of step 3, its file of step 1.
  copyFileSync(join(root, 'old.onnx'), generatorFile);

  const image = { width: 8, height: 8, channels: 3 } as const;
  for (const [i, domain] of ['a', 'b'].entries()) {
    mkdirSync(join(root, domain));
    const domainPixels = Uint8Array.from({ length: 192 }, (_, k) => (i * 90 + 5 * k) % 256);
    await writePng(join(root, domain, 'one.png'), { ...image, data: domainPixels });
  }
  const domains = { dataA: join(root, 'a'), dataB: join(root, 'b'), imageSize: 8 };
  const networks = { variant: 'cyclegan', filters: 2, blocks: 1 } as const;
  await train({ ...common, ...networks, ...domains, batchSize: 1, steps: 1 }, { out: horses });
});

async function firstImage(model: OpenedModel): Promise<Float32Array> {
  const generator = await openNoiseGenerator(model);
  try {
    const noise = Float32Array.from({ length: generator.latent }, (_, i) => Math.sin(i));
    return (await generator.draw({ noise })).data;
  } finally {
    await generator.dispose();
  }
}

test('a run whose generator.onnx is older than its checkpoint is opened from the checkpoint', async () => {
  const run = await openModel(digits);
  expect([run.path, run.run?.name, run.run?.step]).toEqual([digits, 'generator', 3]);
  const image = await firstImage(run);
  expect(image).toEqual(await firstImage(await openModel(join(root, 'new.onnx'))));
  expect(image).not.toEqual(await firstImage(await openModel(join(root, 'old.onnx'))));
});

test('a file is taken as it is, inside a run as well', async () => {
  const file = await openModel(generatorFile);
  expect([file.path, file.source, file.run]).toEqual([generatorFile, generatorFile, undefined]);
  expect(readFileSync(generatorFile)).toEqual(readFileSync(join(root, 'old.onnx')));
});

test('the directions of a translation, and networks by name', async () => {
  const names = ['generator', 'AtoB', 'BtoA', 'generator-BtoA'].map(
    async (role) => (await openModel(horses, role)).run?.name,
  );
  expect(await Promise.all(names)).toEqual([
    'generator-AtoB',
    'generator-AtoB',
    'generator-BtoA',
    'generator-BtoA',
  ]);
  const translator = await openImageModel(await openModel(horses, 'BtoA'));
  expect([translator.path, translator.step, translator.channels]).toEqual([horses, 1, 3]);
  await translator.dispose();
  expect((await loadNetwork(digits, 'discriminator')).name).toBe('discriminator');
});

test.each([
  ['a direction of a run that translates nothing', digits, 'BtoA', "mlp has no 'BtoA'"],
  ['a path with nothing at it', join(root, 'nowhere'), 'generator', 'no such file or folder'],
  ['a folder that is no run', join(root, 'a'), 'generator', 'not the folder of a run'],
])('%s is refused', async (_, path, role, problem) => {
  await expect(openModel(path, role)).rejects.toThrow(problem);
});
