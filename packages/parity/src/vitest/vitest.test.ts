/** The matcher, as a test of somebody else uses it. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TensorMap } from '@ganport/runtime';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { floats, productModel } from '../testing/models.ts';
import { missingChromium } from '../testing/requirements.ts';
import './index.ts';

const weights = [1, 2, 3, 4, 5, 6];

/** What the model computes, and something that is off by `error` in one element. */
const product =
  (error = 0) =>
  ({ x }: TensorMap) => {
    const rows = x?.dims[0] ?? 0;
    const values = Array.from({ length: rows * 3 }, (_, i) => {
      const [row, column] = [Math.floor(i / 3), i % 3];
      const [a, b] = [0, 1].map((k) => Number(x?.data[2 * row + k]));
      return (a ?? 0) * (weights[column] ?? 0) + (b ?? 0) * (weights[3 + column] ?? 0);
    });
    values[4] = (values[4] ?? 0) + error;
    return { y: floats(values, [rows, 3]) };
  };

const onCpu = { runtimes: ['node cpu'] } as const;
const inputs = { x: floats([1, 0, 0, 1], [2, 2]) };

let folder: string;
let path: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ganport-parity-'));
  path = join(folder, 'product.onnx');
  await writeFile(path, productModel);
});
afterAll(() => rm(folder, { recursive: true }));

test('bytes and a file agree with a function, on every runtime of this machine', async () => {
  await expect(productModel).toAgreeWith(product(), onCpu);
  await expect(path).toAgreeWith(product());
});

test('a difference is reported with runtime, output, place and numbers', async () => {
  await expect(productModel).not.toAgreeWith(product(0.5), onCpu);
  await expect(productModel).toAgreeWith(product(0.5), { ...onCpu, tolerance: 0.6 });
  await expect(
    expect(productModel).toAgreeWith(product(0.5), { ...onCpu, inputs }),
  ).rejects.toThrow(
    'the ONNX file differs from the original by more than 0.0001\n' +
      '  node cpu: different: largest difference 5.00e-1, ' +
      'output y at [1, 1]: 5, the original has 5.5',
  );
});

test('.not fails with what was the same', async () => {
  await expect(
    expect(productModel).not.toAgreeWith(product(), { ...onCpu, inputs }),
  ).rejects.toThrow('the ONNX file agrees with the original within 0.0001\n  node cpu: same');
});

test('a runtime that is not here is skipped by its name, and a failure when it was asked for', async () => {
  vi.stubEnv('CHROMIUM_PATH', '/nowhere/chromium');
  try {
    await expect(expect(productModel).toAgreeWith(product(1))).rejects.toThrow(
      'chromium wasm: skipped: CHROMIUM_PATH: /nowhere/chromium does not exist',
    );
    await expect(productModel).toAgreeWith(product());
    await expect(
      expect(productModel).toAgreeWith(product(), { runtimes: ['node cpu', 'chromium wasm'] }),
    ).rejects.toThrow('was not compared with the original on every runtime that is asked for');
  } finally {
    vi.unstubAllEnvs();
  }
});

test.skipIf(missingChromium())('Chromium is compared when it is asked for', async () => {
  await expect(productModel).toAgreeWith(product(), { runtimes: ['chromium wasm'] });
});
