import * as tf from '@tensorflow/tfjs';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeSafetensors } from '@ganport/core/internal';
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
