import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../features/extractors.test.support.ts';
import { runDataOf } from './run-data.ts';

const folder = temporaryFolder();

function writeRun(name: string, config: object): string {
  const path = join(folder, name);
  mkdirSync(path);
  writeFileSync(join(path, 'config.json'), JSON.stringify(config));
  return path;
}

test('the data of a run, and how it prepared them', async () => {
  const config = { variant: 'dcgan', data: 'photos/', imageSize: 32, crop: 48, grayscale: true };
  expect(await runDataOf(writeRun('photos', config))).toEqual({
    spec: 'photos/',
    images: { size: 32, crop: 48, grayscale: true },
  });
  expect(await runDataOf(writeRun('digits', { variant: 'mlp' }))).toEqual({
    spec: 'mnist',
    images: {},
  });
});

test('what is no run has no data of its own', async () => {
  expect(await runDataOf(folder)).toBeUndefined();
  expect(await runDataOf(join(folder, 'model.onnx'))).toBeUndefined();
});

test('a run that translates images is refused', async () => {
  const run = writeRun('horses', { variant: 'cyclegan', dataA: 'a/', dataB: 'b/' });
  await expect(runDataOf(run)).rejects.toMatchObject({
    code: 'bad-argument',
    message: expect.stringContaining('translates images'),
  });
});
