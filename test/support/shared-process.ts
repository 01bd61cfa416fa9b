/**
 * Runs around each test file of the packages. They share a process, and so its environment and the
 * engine of TensorFlow.js: each begins on the cpu backend and without what the file before it replaced.
 */
import { engine, setBackend } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, vi } from 'vitest';

beforeAll(async () => {
  if ('cpu' in engine().registryFactory) await setBackend('cpu');
});
afterAll(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
});
