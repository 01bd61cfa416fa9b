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

/** Addresses of the page itself cannot be kept in extensions, and have no base in a worker of a blob. */
const addressOf = (key: string) => `https://ganport.invalid/tuned/${key}`;

function cacheStorage(): TuneCache {
  const name = 'ganport-tuned';
  const put = async (key: string, model: Uint8Array) =>
    (await caches.open(name)).put(addressOf(key), new Response(new Uint8Array(model)));
  return {
    get: async (key) => {
      const found = await (await caches.open(name)).match(addressOf(key));
      return found && new Uint8Array(await found.arrayBuffer());
    },
    put: async (key, model) => {
      try {
        await put(key, model);
      } catch {
        // The page's quota is used up: older results make room, and are made again when they are asked for.
        await caches.delete(name);
        await put(key, model);
      }
    },
    ...('locks' in navigator && {
      alone: async <T>(key: string, task: () => Promise<T>) =>
        navigator.locks.request<Promise<T>>(addressOf(key), task),
    }),
  };
}
