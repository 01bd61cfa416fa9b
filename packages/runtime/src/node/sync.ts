/**
 * Sessions that compute at once in Node. onnxruntime-node's `run` is a blocking call of its native
 * binding behind a promise; here the binding is called itself. A version whose binding is different has
 * no such sessions.
 */
import { createRequire } from 'node:module';
import type { PreparedProvider } from '../local/platform.ts';
import type { Ort, OrtSessionOptions, OrtTensor } from '../ort.ts';
import { invalidModel } from '../local/open.ts';
import { pick, runFailed, toOrtMap } from '../local/session.ts';
import type { Provider } from '../provider.ts';
import type { OpenSync } from '../sync.ts';

type Tensors = Readonly<Record<string, OrtTensor>>;

interface NativeSession {
  loadModel(
    buffer: ArrayBufferLike,
    byteOffset: number,
    byteLength: number,
    options: OrtSessionOptions,
  ): void;
  readonly outputMetadata: readonly { readonly name: string }[];
  run(feeds: Tensors, fetches: Readonly<Record<string, null>>, options: object): Tensors;
  dispose(): void;
}

type NativeSessionClass = new () => NativeSession;

interface NativeBinding {
  readonly binding: { readonly InferenceSession: NativeSessionClass };
  initOrt(): void;
}

export function syncOpener(provider: Provider) {
  return async (prepared: PreparedProvider): Promise<OpenSync | undefined> => {
    const { ort, options, repair = (model: Uint8Array) => model } = prepared;
    const NativeSession = nativeSessionClass();
    return (
      NativeSession && ((model) => openNative(NativeSession, ort, provider, repair(model), options))
    );
  };
}

function openNative(
  NativeSession: NativeSessionClass,
  ort: Ort,
  provider: Provider,
  { buffer, byteOffset, byteLength }: Uint8Array,
  options: OrtSessionOptions,
): ReturnType<OpenSync> {
  const session = new NativeSession();
  try {
    session.loadModel(buffer, byteOffset, byteLength, options);
  } catch (cause) {
    throw invalidModel('model', provider, cause);
  }
  const names = session.outputMetadata.map(({ name }) => name);
  const fetches = Object.fromEntries(names.map((name) => [name, null]));
  return {
    run: (feeds) => {
      let results: Tensors;
      try {
        results = session.run(toOrtMap(ort, feeds), fetches, {});
      } catch (cause) {
        throw runFailed(cause);
      }
      return Object.fromEntries(names.map((name) => [name, pick(results, name)]));
    },
    dispose: () => session.dispose(),
  };
}

function nativeSessionClass(): NativeSessionClass | undefined {
  try {
    const require = createRequire(import.meta.url);
    const { binding, initOrt } = require('onnxruntime-node/dist/binding.js') as NativeBinding;
    initOrt();
    return binding.InferenceSession;
  } catch {
    return undefined;
  }
}
