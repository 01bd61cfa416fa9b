/** onnxruntime-node: its providers, how each is switched on, and how state is kept on it. */
import { loadRuntime } from '../load-runtime.ts';
import { localSessions } from '../local/create.ts';
import type { Platform, PreparedProvider } from '../local/platform.ts';
import type { Provider } from '../provider.ts';
import { repairForWebGpu } from '../repair/webgpu.ts';
import type { SessionOptions } from '../session.ts';
import { onDevice } from '../state/on-device.ts';
import { passedThrough } from '../state/passed-through.ts';
import { twoBuffers } from '../state/two-buffers.ts';
import { missingCuda } from './cuda-check.ts';
import { identityReader } from './identity-reader.ts';
import { locateModel } from './model-file.ts';
import { processorClock } from './processor-clock.ts';
import { withoutTelemetry } from './telemetry.ts';

/**
 * Tried in this order when none are named. WebGPU is not among them: without a graphics card it is
 * slower than the CPU, and a driver may crash.
 */
export const defaultProviders: readonly Provider[] = ['cuda', 'cpu'];

export const nodePlatform: Platform<SessionOptions> = {
  name: 'onnxruntime-node',
  defaultProviders,
  // Sessions of one thread never compute at the same time: run() blocks it.
  serialize: (task) => task(),
  locate: locateModel,
  servers: {
    http: async () => (await import('../oip/http.ts')).httpClient,
    grpc: async () => (await import('../oip/grpc.ts')).grpcClient,
  },
  providers: {
    cpu: {
      prepare: (options) => prepared('cpu', options),
      state: twoBuffers,
    },
    webgpu: {
      prepare: async (options) => ({
        ...(await prepared('webgpu', options)),
        repair: repairForWebGpu,
      }),
      state: onDevice(identityReader),
    },
    cuda: {
      prepare: async (options) => {
        const provider = await prepared('cuda', options);
        const refusal = await missingCuda();
        return refusal === undefined ? provider : { refusal };
      },
      state: passedThrough,
    },
  },
};

/** Sessions of onnxruntime-node in this thread. */
export const nodeSessions = { ...localSessions(nodePlatform), clock: processorClock };

async function prepared(
  provider: Provider,
  { threads }: SessionOptions,
): Promise<PreparedProvider> {
  withoutTelemetry();
  return {
    ort: await loadRuntime('onnxruntime-node', () => import('onnxruntime-node')),
    notes: [],
    options: {
      executionProviders: [provider],
      interOpNumThreads: 1,
      ...(threads !== undefined && { intraOpNumThreads: threads }),
      // Errors only; a warning that a shape operator runs on the CPU beside a GPU is of no use.
      logSeverityLevel: 3,
    },
  };
}
