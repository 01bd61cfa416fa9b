/**
 * Sessions that compute at once in Node. onnxruntime-node's `run` is a blocking call of its native
 * binding behind a promise; here the binding is called itself. A version whose binding is different has
 * no such sessions.
 */
import { createRequire } from 'node:module';
import type { OrtSessionOptions, Ort, OrtTensor } from '../ort.ts';
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

/** onnxruntime-node has initialized its binding, since a session was opened before. */
export function syncOpener(provider: Provider) {
  return async (ort: Ort, options: OrtSessionOptions): Promise<OpenSync | undefined> => {
    const InferenceSession = nativeSessionClass();
    return (
      InferenceSession && ((model) => openNative(InferenceSession, ort, provider, model, options))
    );
  };
}

function openNative(
  InferenceSession: NativeSessionClass,
  ort: Ort,
  provider: Provider,
  { buffer, byteOffset, byteLength }: Uint8Array,
  options: OrtSessionOptions,
): ReturnType<OpenSync> {
  const session = new InferenceSession();
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
    const { binding } = require('onnxruntime-node/dist/binding.js') as {
      binding?: { InferenceSession?: NativeSessionClass };
    };
    const found = binding?.InferenceSession;
    const methods = ['loadModel', 'run', 'dispose'];
    return methods.every((name) => name in (found?.prototype ?? {})) ? found : undefined;
  } catch {
    return undefined;
  }
}
