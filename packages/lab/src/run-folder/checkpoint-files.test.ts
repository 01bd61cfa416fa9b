import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import type { Checkpoint } from '@ganport/core';
import { damageWarnings, readCheckpoint, writeCheckpoint } from './checkpoint-files.ts';
import { encodeSafetensors } from '@ganport/core/internal';
import { temporaryFolder } from '../files/temporary-folder.test.support.ts';

const root = temporaryFolder();

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(root, 'test-'));
});

const checkpoint = (step: number): Checkpoint => ({
  header: {
    step,
    seed: 42,
    configHash: 'c0ffee',
    randomness: 'threefry',
    dataOrder: { dataset: 'mnist', size: 60_000, batchSize: 64 },
    versions: { node: '20' },
  },
  tensors: {
    'generator/dense/kernel': {
      dtype: 'float32',
      dims: [2, 2],
      data: Float32Array.of(1, -0, NaN, step),
    },
    'adam/step': { dtype: 'int32', dims: [], data: Int32Array.of(step) },
  },
});

const files = () => readdirSync(folder).toSorted();

test('a checkpoint is read back whole', async () => {
  const path = await writeCheckpoint(folder, checkpoint(200));
  expect(path).toBe(join(folder, 'step-000200.safetensors'));
  expect(await readCheckpoint(folder)).toEqual({ ...checkpoint(200), path, damaged: [] });
});

test('the last two stay', async () => {
  for (const step of [100, 200, 1_000_000, 1_000_100])
    await writeCheckpoint(folder, checkpoint(step));
  expect(files()).toEqual(['step-1000000.safetensors', 'step-1000100.safetensors']);
  expect(await readCheckpoint(folder)).toMatchObject({ header: { step: 1_000_100 } });
});

test('after going back, the checkpoint before stays and the ones ahead go', async () => {
  await writeCheckpoint(folder, checkpoint(100));
  await writeCheckpoint(folder, checkpoint(300));
  await writeCheckpoint(folder, checkpoint(200));
  expect(files()).toEqual(['step-000100.safetensors', 'step-000200.safetensors']);
});

test('a folder without checkpoints has none', async () => {
  writeFileSync(join(folder, '.step-000100.safetensors.7.tmp'), 'half');
  expect(await readCheckpoint(folder)).toBeUndefined();
});

test('truncated or changed anywhere, a checkpoint is skipped for the one before, and named', async () => {
  const previous = await writeCheckpoint(folder, checkpoint(100));
  const path = await writeCheckpoint(folder, checkpoint(200));
  const whole = readFileSync(path);
  const expectFallback = async (bytes: Uint8Array) => {
    writeFileSync(path, bytes);
    expect(await readCheckpoint(folder)).toEqual({
      ...checkpoint(100),
      path: previous,
      damaged: [
        expect.objectContaining({
          code: 'corrupt-file',
          message: expect.stringContaining(`${path}: `),
        }),
      ],
    });
  };
  const headerEnd = 8 + Number(whole.readBigUInt64LE());
  const text = whole.toString('latin1', 0, headerEnd).trimEnd(); // Spaces pad the header.
  const places = fc.integer({ min: 8, max: whole.length - 1 });
  const read = places.filter((at) => at < text.length || at >= headerEnd);
  await fc.assert(
    fc.asyncProperty(read, fc.integer({ min: 0, max: 7 }), async (at, bit) => {
      const bytes = Buffer.from(whole);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
      await expectFallback(bytes);
    }),
    { numRuns: 300 },
  );
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: whole.length - 1 }), async (length) => {
      await expectFallback(whole.subarray(0, length));
    }),
    { numRuns: 50 },
  );
});

test('when none is whole, each is named', async () => {
  writeFileSync(await writeCheckpoint(folder, checkpoint(100)), '');
  const weights = encodeSafetensors({ tensors: checkpoint(200).tensors, metadata: {} });
  writeFileSync(join(folder, 'step-000200.safetensors'), Buffer.concat(weights));
  await expect(readCheckpoint(folder)).rejects.toThrow(
    /^no checkpoint can be read: .*200\.safetensors: a safetensors file, but not a checkpoint; .*100\.safetensors: truncated.*; train a new run$/,
  );
});

test('a later format is not reported as damage', async () => {
  // printf '["2","{}"]' | sha256sum
  const sha256 = 'db0fcf52c85a25d037d6db9959db86c36787e48a62664928743a8f5a2af50f0c';
  const metadata = { format: 'ganport-checkpoint', version: '2', header: '{}', sha256 };
  const bytes = Buffer.concat(encodeSafetensors({ tensors: {}, metadata }));
  writeFileSync(join(folder, 'step-000200.safetensors'), bytes);
  await expect(readCheckpoint(folder)).rejects.toThrow(
    expect.objectContaining({
      code: 'bad-config',
      message: expect.stringContaining('checkpoint format 2, this version reads 1'),
    }),
  );
});

test.skipIf(process.platform === 'win32').each<[string, (path: string) => void, string]>([
  ['a folder', (path) => mkdirSync(path), 'it is a folder, not a regular file'],
  [
    'a link that leads nowhere',
    (path) => symlinkSync('nowhere', path),
    'a link that leads nowhere',
  ],
  ['a link to itself', (path) => symlinkSync(path, path), 'a link that leads to itself'],
  ['a named pipe', (path) => execFileSync('mkfifo', [path]), 'it is a named pipe'],
  ['a device without end', (path) => symlinkSync('/dev/zero', path), 'it is a device'],
])('%s as the newest checkpoint is passed over', async (_, make, problem) => {
  await writeCheckpoint(folder, checkpoint(100));
  const odd = join(folder, 'step-000200.safetensors');
  make(odd);
  const read = await readCheckpoint(folder);
  expect(read).toMatchObject({ header: { step: 100 }, damaged: [{ code: 'corrupt-file' }] });
  expect(read && damageWarnings(read)).toEqual([
    expect.stringMatching(
      new RegExp(`200\\.safetensors: .*${problem}.*; step 100 is used instead$`),
    ),
  ]);
  await writeCheckpoint(folder, checkpoint(150));
  await writeCheckpoint(folder, checkpoint(160));
  expect(await readCheckpoint(folder)).toMatchObject({ header: { step: 160 } });
});

test('readers of a run that trains always find a whole checkpoint', async () => {
  await writeCheckpoint(folder, checkpoint(1));
  let writing = true;
  const writer = (async () => {
    for (let step = 2; step <= 150; step++) await writeCheckpoint(folder, checkpoint(step));
    writing = false;
  })();
  let last = 0;
  while (writing) {
    const read = await readCheckpoint(folder);
    expect(read?.damaged).toEqual([]);
    expect(read?.header.step).toBeGreaterThanOrEqual(last);
    last = read?.header.step ?? NaN;
  }
  await writer;
});
