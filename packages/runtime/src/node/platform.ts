/** onnxruntime-node: its providers, how each is switched on, and how state is kept on it. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as ort from 'onnxruntime-node';
import { RuntimeError } from '../errors.ts';
import type { Platform, PreparedProvider } from '../platform.ts';
import type { Provider } from '../provider.ts';
import type { SessionOptions } from '../session.ts';
import { onDevice } from '../state/on-device.ts';
import { passedThrough } from '../state/passed-through.ts';
import { twoBuffers } from '../state/two-buffers.ts';
import { bindingLocation } from './binding.ts';
import { identityReader } from './identity-reader.ts';
import { locateModel } from './model-file.ts';

export const nodePlatform: Platform<SessionOptions> = {
  name: 'onnxruntime-node',
  // WebGPU is not among them: without a GPU it is slower than the CPU, and a driver may crash.
  defaultProviders: ['cuda', 'cpu'],
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
        const library = join(bindingLocation().folder, 'libonnxruntime_providers_cuda.so');
        // ONNX Runtime would say the same, but loudly on stderr.
        if (!existsSync(library)) {
          throw new RuntimeError(
            'provider-unavailable',
            'the CUDA provider is not installed: run ganport setup cuda',
          );
        }
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
