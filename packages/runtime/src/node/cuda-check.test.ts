import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { missingCuda } from './cuda-check.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ganport-cuda-'));
  await writeFile(join(folder, 'libonnxruntime_providers_cuda.so'), '');
});
afterAll(() => rm(folder, { recursive: true }));

test.each([
  [['libcuda.so.1'], "NVIDIA's driver is not installed (libcuda.so.1 not found)"],
  [
    ['libcublasLt.so.13'],
    'libcublasLt.so.13 not found: set LD_LIBRARY_PATH as ganport setup cuda prints it',
  ],
])('%j missing', async (missing, message) => {
  expect(await missingCuda(folder, async () => missing)).toBe(message);
});

test('a provider that was never installed is refused with the command', async () => {
  expect(await missingCuda(join(folder, 'nowhere'))).toContain('ganport setup cuda');
});

test.each([[], undefined])('with nothing missing (%j) the provider may be tried', async (found) => {
  expect(await missingCuda(folder, async () => found)).toBeUndefined();
});
