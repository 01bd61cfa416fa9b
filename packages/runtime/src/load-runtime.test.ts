import { expect, test } from 'vitest';
import { loadRuntime } from './load-runtime.ts';

test('a package that is there is passed on', async () => {
  expect(await loadRuntime('onnxruntime-node', async () => 'loaded')).toBe('loaded');
});

test.each([
  [
    "Cannot find package 'onnxruntime-node' imported from /app/node_modules/@ganport/runtime",
    'onnxruntime-node is not installed: npm install onnxruntime-node@^1.30.0',
  ],
  [
    'Failed to resolve module specifier "onnxruntime-node"',
    'onnxruntime-node is not installed: npm install onnxruntime-node@^1.30.0',
  ],
  [
    'libonnxruntime.so.1: file too short',
    'onnxruntime-node does not load (libonnxruntime.so.1: file too short): ' +
      'npm install onnxruntime-node@^1.30.0',
  ],
])('%s', async (reason, message) => {
  const fail = () => Promise.reject(new Error(reason));
  await expect(loadRuntime('onnxruntime-node', fail)).rejects.toMatchObject({
    code: 'not-installed',
    message,
  });
});
