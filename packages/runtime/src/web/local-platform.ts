/** onnxruntime-web: its providers, how each is switched on, and how state is kept on it. */
import { fromOrt } from '../ort.ts';
import type { LocalPlatform, PreparedProvider } from '../local/platform.ts';
import type { Provider } from '../provider.ts';
import { createSerializer } from '../queue.ts';
import type { SessionOptions } from '../session.ts';
import { onDevice, type DeviceReader } from '../state/on-device.ts';
import { passedThrough } from '../state/passed-through.ts';
import { loadBuild } from './builds.ts';
import { lostDevice, whileDeviceLasts } from './device.ts';
import { fetchModel } from './model-url.ts';

export interface WebSessionOptions extends SessionOptions {
  /**
   * Where onnxruntime-web's `.wasm` and `.mjs` files are: a folder (ending in `/`), or each file's
   * address. Needed when a bundler moved them; only the page's first session reads it.
   */
  readonly wasmPaths?: string | { readonly wasm?: string; readonly mjs?: string };
  /**
   * The address of onnxruntime-web's module, in a page without a bundler: for example
   * `https://example.org/ort/ort.wasm.bundle.min.mjs`, with its `.wasm` file beside it. All sessions use
   * this build; one with WebGPU has WebAssembly too.
   */
  readonly ortModule?: string;
}

/** Tried in this order when none are named. */
export const defaultProviders: readonly Provider[] = ['webgpu', 'wasm'];

export const localPlatform: LocalPlatform<WebSessionOptions> = {
  name: 'onnxruntime-web',
  defaultProviders,
  // The WebGPU build corrupts its memory when two of its sessions are busy at once.
  serialize: createSerializer(),
  locate: fetchModel,
  providers: {
    wasm: {
      prepare: async (options) => prepared('wasm', options),
      state: passedThrough,
    },
    webgpu: {
      prepare: async (options) => {
        const refusal = lostDevice() ?? (await missingWebGpu());
        if (refusal !== undefined) return { refusal };
        // Pages that compute on WebAssembly do not load it.
        const { repairForWebGpu } = await import('../repair/webgpu.ts');
        return { ...(await prepared('webgpu', options)), repair: repairForWebGpu };
      },
      state: onDevice(dataReader),
    },
  },
};

async function prepared(
  provider: Provider,
  { threads, wasmPaths, ortModule, providers = defaultProviders }: WebSessionOptions,
): Promise<PreparedProvider> {
  const wantsWebGpu = providers.includes('webgpu') && 'gpu' in navigator;
  const ort = await loadBuild(wantsWebGpu, ortModule);
  const notes: string[] = [];
  if (wasmPaths !== undefined) ort.env.wasm.wasmPaths = wasmPaths;
  if (!crossOriginIsolated) {
    ort.env.wasm.numThreads = 1;
    notes.push(
      'one thread: the page is not cross-origin isolated (serve it with ' +
        'Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp)',
    );
  } else if (threads !== undefined) {
    ort.env.wasm.numThreads = threads;
  }
  return {
    ort,
    notes,
    options: { executionProviders: [provider], logSeverityLevel: 3 },
    ...(provider === 'webgpu' && whileDeviceLasts(ort.env, localPlatform.serialize)),
  };
}

/** Why there is no WebGPU in this page, or undefined when there is. */
async function missingWebGpu(): Promise<string | undefined> {
  if (!('gpu' in navigator)) {
    return 'this browser has no WebGPU, or the page is not served from https or localhost';
  }
  const adapter = await navigator.gpu.requestAdapter();
  return adapter ? undefined : 'the browser found no WebGPU adapter';
}

function dataReader(): DeviceReader {
  return {
    read: async (name, tensor) => {
      const data = await tensor.getData();
      // getData() leaves a tensor on the device; its data property stays out of reach.
      return fromOrt(name, { type: tensor.type, dims: tensor.dims, data });
    },
    dispose: async () => undefined,
  };
}
