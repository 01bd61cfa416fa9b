/** onnxruntime-node: its providers, how each is switched on, and how state is kept on it. */
import * as ort from 'onnxruntime-node';
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
    cpu: { prepare: async (options) => prepared('cpu', options), state: twoBuffers },
    webgpu: {
      prepare: async (options) => prepared('webgpu', options),
      state: onDevice(identityReader),
    },
    cuda: {
      prepare: async (options) => {
        await checkCuda();
        return prepared('cuda', options);
      },
      state: passedThrough,
    },
  },
};

function prepared(provider: Provider, { threads }: SessionOptions): PreparedProvider {
  return {
    ort,
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
