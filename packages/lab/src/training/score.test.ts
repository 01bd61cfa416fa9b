/** Scores while training, of data that no extractor was made for. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { fillUniform, keyed } from '@ganport/core/internal';
import { expect, test } from 'vitest';
import {
  pixelClassifier,
  temporaryFolder,
  writeGraph,
} from '../features/extractors.test.support.ts';
import { readMetrics } from '../run-folder/metrics.ts';
import { train } from './train.ts';

tf.enableProdMode();

const root = temporaryFolder();
process.env['XDG_CACHE_HOME'] = join(root, 'cache');
const classes = JSON.stringify(['a', 'b', 'c', 'd']);
const features = writeGraph(root, 'pixels.onnx', pixelClassifier, { 'ganport.classes': classes });

/** Gray images of 2 × 2 as an IDX file. */
function writeGrays(name: string, count: number): string {
  const noise = new Float32Array(4 * count);
  fillUniform(keyed(1, 'test'), noise, 0, 256);
  const header = Buffer.alloc(16);
  [0x0803, count, 2, 2].forEach((word, i) => header.writeInt32BE(word, 4 * i));
  const path = join(root, name);
  writeFileSync(path, Buffer.concat([header, Uint8Array.from(noise)]));
  return path;
}

async function scored(name: string, images: number) {
  const { run } = await train(
    {
      variant: 'mlp',
      data: writeGrays(`${name}-images-idx3-ubyte`, images),
      batchSize: 4,
      width: 0.1,
      steps: 2,
      evaluateEvery: 2,
      monitorEvery: 2,
      threads: 1,
      features,
    },
    { out: join(root, name) },
  );
  return (await readMetrics(run.metrics)).at(-1);
}

test('FID, IS and the classes hit, by an extractor of the user', async () => {
  const row = await scored('many', 100);
  expect(row).toMatchObject({ modes: 4, modesHit: expect.any(Number), inModes: 1 });
  expect(row?.['fid']).toBeGreaterThan(0);
  expect(row?.['is']).toBeGreaterThanOrEqual(1 - 1e-9);
  expect(row).not.toHaveProperty('kid');
}, 60_000);

test('KID where there are too few images for FID', async () => {
  const row = await scored('few', 8);
  expect(row).toHaveProperty('kid');
  expect(row).not.toHaveProperty('fid');
  expect(row).not.toHaveProperty('is');
}, 60_000);
