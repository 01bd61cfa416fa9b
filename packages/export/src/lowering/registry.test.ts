import { readFile } from 'node:fs/promises';
import type { UnaryInputs } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import './index.ts';
import { defineLowering, loweredKernels, loweringOf } from './registry.ts';

test('a kernel has one lowering', () => {
  expect(() => defineLowering<UnaryInputs>('Conv2D', (_graph, { x }) => x)).toThrow(
    'Conv2D has two lowerings',
  );
});

test('a kernel without lowering has none', () => {
  expect(loweringOf('NoSuchKernel')).toBeUndefined();
});

test('docs/reference/kernels.md lists the kernels that have a lowering', async () => {
  const page = await readFile(
    new URL('../../../../docs/reference/kernels.md', import.meta.url),
    'utf8',
  );
  const [table = ''] = page.split('## Complex numbers');
  const rows = [...table.matchAll(/^\| (\w+) \|/gm)].map(([, kernel]) => kernel);
  expect(new Set(rows.slice(1))).toEqual(new Set(loweredKernels()));
});
