import { expect, test } from 'vitest';
import { RuntimeError } from './errors.ts';
import { negotiate } from './negotiate.ts';

const unavailable = (reason: string) => new RuntimeError('provider-unavailable', reason);

test('takes the first that opens and tries no further', async () => {
  const tried: string[] = [];
  const result = await negotiate(['cuda', 'webgpu', 'cpu', 'wasm'], async (provider) => {
    tried.push(provider);
    if (provider === 'cuda') throw unavailable('no driver');
    if (provider === 'webgpu') throw unavailable('no adapter');
    return `opened ${provider}`;
  });
  expect(result).toEqual({
    provider: 'cpu',
    opened: 'opened cpu',
    refused: [
      { provider: 'cuda', reason: 'no driver' },
      { provider: 'webgpu', reason: 'no adapter' },
    ],
  });
  expect(tried).toEqual(['cuda', 'webgpu', 'cpu']);
});

test('any other error ends the search', async () => {
  const tried: string[] = [];
  const broken = new RuntimeError('invalid-model', 'truncated');
  const result = negotiate(['cuda', 'cpu'], async (provider) => {
    tried.push(provider);
    throw broken;
  });
  await expect(result).rejects.toBe(broken);
  expect(tried).toEqual(['cuda']);
});

test('when all are unavailable every reason is told', async () => {
  const result = negotiate(['cuda', 'webgpu'], async (provider) => {
    throw unavailable(`no ${provider}`);
  });
  await expect(result).rejects.toMatchObject({
    code: 'no-provider',
    message: 'no provider works here (cuda: no cuda; webgpu: no webgpu); see ganport doctor',
    refused: [
      { provider: 'cuda', reason: 'no cuda' },
      { provider: 'webgpu', reason: 'no webgpu' },
    ],
  });
});

test('an empty list is a mistake', async () => {
  await expect(negotiate([], async () => 1)).rejects.toMatchObject({ code: 'invalid-option' });
});
