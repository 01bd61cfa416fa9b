import { expect, test } from 'vitest';
import { RuntimeError } from './errors.ts';
import { negotiate } from './negotiate.ts';

test('takes the first that opens and tries no further', async () => {
  const tried: string[] = [];
  const result = await negotiate(['cuda', 'webgpu', 'cpu', 'wasm'], async (provider) => {
    tried.push(provider);
    if (provider === 'cuda') return { refusal: 'no driver' };
    if (provider === 'webgpu') return { refusal: 'no adapter' };
    return { opened: { name: `opened ${provider}`, refused: [] } };
  });
  expect(result).toEqual({
    name: 'opened cpu',
    refused: [
      { provider: 'cuda', reason: 'no driver' },
      { provider: 'webgpu', reason: 'no adapter' },
    ],
  });
  expect(tried).toEqual(['cuda', 'webgpu', 'cpu']);
});

test('an error ends the search', async () => {
  const tried: string[] = [];
  const broken = new RuntimeError('invalid-model', 'truncated');
  const result = negotiate(['cuda', 'cpu'], async (provider) => {
    tried.push(provider);
    throw broken;
  });
  await expect(result).rejects.toBe(broken);
  expect(tried).toEqual(['cuda']);
});

test('when all refuse, the error has every reason', async () => {
  const result = negotiate(['cuda', 'webgpu'], async (provider) => ({ refusal: `no ${provider}` }));
  await expect(result).rejects.toMatchObject({
    code: 'no-provider',
    message: 'no provider works here (cuda: no cuda; webgpu: no webgpu); see ganport doctor',
    refused: [
      { provider: 'cuda', reason: 'no cuda' },
      { provider: 'webgpu', reason: 'no webgpu' },
    ],
  });
});

test('an empty list is refused', async () => {
  await expect(negotiate([], async () => ({ refusal: '' }))).rejects.toMatchObject({
    code: 'invalid-option',
  });
});
