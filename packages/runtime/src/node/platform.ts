/** onnxruntime-node: its providers, how each is switched on, and how state is kept on it. */
import { loadRuntime } from '../load-runtime.ts';
import type { Platform, PreparedProvider } from '../platform.ts';
import type { Provider } from '../provider.ts';
import type { SessionOptions } from '../session.ts';
import { onDevice } from '../state/on-device.ts';
import { passedThrough } from '../state/passed-through.ts';
import { twoBuffers } from '../state/two-buffers.ts';
import { checkCuda } from './cuda-check.ts';
import { identityReader } from './identity-reader.ts';
import { locateModel } from './model-file.ts';

/**
 * Tried in this order when none are named. WebGPU is not among them: without a graphics card it is
 * slower than the CPU, and a driver may crash.
 */
export const defaultProviders: readonly Provider[] = ['cuda', 'cpu'];

export const nodePlatform: Platform<SessionOptions> = {
  name: 'onnxruntime-node',
  defaultProviders,
  // A thread computes one thing at a time anyway.
  turn: (task) => task(),
  locate: locateModel,
  providers: {
    cpu: { prepare: (options) => prepared('cpu', options), state: twoBuffers },
    webgpu: {
      prepare: (options) => prepared('webgpu', options),
      state: onDevice(identityReader),
    },
    cuda: {
      prepare: async (options) => {
        const provider = await prepared('cuda', options);
        await checkCuda();
        return provider;
      },
      state: passedThrough,
    },
  },
};

async function prepared(
  provider: Provider,
  { threads }: SessionOptions,
): Promise<PreparedProvider> {
  return {
    ort: await loadRuntime('onnxruntime-node', () => import('onnxruntime-node')),
    notes: [],
    options: {
      executionProviders: [provider],
      interOpNumThreads: 1,
      ...(threads !== undefined && { intraOpNumThreads: threads }),
      // Errors only: that a shape operator runs on the CPU beside a GPU is no news.
      logSeverityLevel: 3,
    },
  };
}
