/** Tuning in a page: results are kept in the browser's Cache storage, which pages with https have. */
import { sessionHost } from '../remote/host.ts';
import type { TuneCache } from '../tune/tune-model.ts';
import type { TunePlace } from '../tune/options.ts';
import { fetchModel } from './model-url.ts';
import { webSessions, type WebSessionOptions } from './platform.ts';

/** @param options of the session, whose files of onnxruntime-web the search loads first */
export function webTunePlace(options: WebSessionOptions): TunePlace {
  const methods = sessionHost({
    open: (provider, model, more) => webSessions.open(provider, model, { ...options, ...more }),
    openStateful: webSessions.openStateful,
  });
  return {
    open: () => ({
      call: (method, request) => methods[method](request),
      close: async () => undefined,
    }),
    read: async (model) => {
      const { source } = await fetchModel(model);
      // An address was fetched.
      return source as Uint8Array;
    },
    machine: `${navigator.userAgent} × ${navigator.hardwareConcurrency}`,
    cache: 'caches' in globalThis ? cacheStorage() : undefined,
  };
}

function cacheStorage(): TuneCache {
  const open = () => caches.open('ganport-tuned');
  const address = (key: string) => `/ganport-tuned/${key}.onnx`;
  return {
    get: async (key) => {
      const found = await (await open()).match(address(key));
      return found && new Uint8Array(await found.arrayBuffer());
    },
    put: async (key, model) => {
      await (await open()).put(address(key), new Response(new Uint8Array(model)));
    },
  };
}
