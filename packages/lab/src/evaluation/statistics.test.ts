import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { encodeSafetensors, fillNormal, keyed } from '@ganport/core/internal';
import { asFeatures } from '@ganport/core/metrics';
import { temporaryFolder } from '../features/extractors.test.support.ts';
import {
  decodeStatistics,
  encodeStatistics,
  firstStatistics,
  readCached,
  readStatistics,
  writeCached,
  type Statistics,
} from './statistics.ts';

const folder = temporaryFolder();

/** Standard normal vectors. */
function normalFeatures(seed: number, count: number, width: number) {
  const data = new Float32Array(count * width);
  fillNormal(keyed(seed, 'test'), data);
  return asFeatures(data, width);
}

const statistics: Statistics = {
  about: {
    reference: 'digits (train)',
    heldOut: 'digits (test)',
    extractor: { name: 'c.onnx', sha256: 'ab'.repeat(32) },
    shape: [28, 28, 1],
    classes: ['0', '1'],
    seed: 4,
    floor: { fid: { fid: 1.5 }, is: { is: { mean: 2, stddev: 0.25 } } },
  },
  reference: {
    features: normalFeatures(1, 9, 3),
    probabilities: normalFeatures(2, 9, 2),
  },
  heldOut: { features: normalFeatures(3, 9, 3) },
};

test('what is encoded is decoded', () => {
  expect(decodeStatistics(Buffer.concat(encodeStatistics(statistics)), 'a')).toEqual(statistics);
});

test('fewer images: the first of each part, without the floor of all of them', () => {
  const { about, reference, heldOut } = firstStatistics(statistics, 4, 4);
  expect(about.floor).toEqual({});
  expect(reference.features.data).toEqual(statistics.reference.features.data.subarray(0, 12));
  expect(reference.probabilities?.count).toBe(4);
  expect(heldOut.features.count).toBe(4);
});

test('another seed draws other subsets, so that the floor goes', () => {
  expect(firstStatistics(statistics, 9, 4)).toBe(statistics);
  expect(firstStatistics(statistics, 9, 5).about).toMatchObject({ seed: 5, floor: {} });
});

test('a cache gives back what it was given, and nothing when it is damaged', async () => {
  const path = join(folder, 'deep', 'cache.safetensors');
  expect(await readCached(path)).toBeUndefined();
  expect(await writeCached(path, statistics)).toBeUndefined();
  expect(await readCached(path)).toEqual(statistics);
  writeFileSync(path, Buffer.concat(encodeStatistics(statistics)).subarray(0, 500));
  expect(await readCached(path)).toBeUndefined();
});

test('a cache that cannot be written is reported and is no failure', async () => {
  const path = join(folder, 'in-the-way', 'cache.safetensors');
  writeFileSync(dirname(path), '');
  expect(await writeCached(path, statistics)).toMatch(/cannot be written/);
});

test.each<[string, Uint8Array]>([
  ['another safetensors file', Buffer.concat(encodeSafetensors({ tensors: {}, metadata: {} }))],
  [
    'statistics without features',
    Buffer.concat(
      encodeSafetensors({
        tensors: {},
        metadata: {
          about: JSON.stringify({ format: 'ganport-statistics', version: 2, ...statistics.about }),
        },
      }),
    ),
  ],
  ['no safetensors file', Buffer.from('hello, this is text')],
])('%s is refused', async (name, bytes) => {
  mkdirSync(join(folder, 'odd'), { recursive: true });
  const path = join(folder, 'odd', `${name}.safetensors`);
  writeFileSync(path, bytes);
  await expect(readStatistics(path)).rejects.toMatchObject({
    code: 'corrupt-file',
    message: expect.stringContaining(path),
  });
});
