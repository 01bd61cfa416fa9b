/** Tuning in Node: results are kept in the user's cache folder. */
import { readFile } from 'node:fs/promises';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import type { Provider } from '../provider.ts';
import { sessionHost } from '../remote/host.ts';
import type { Channel } from '../remote/protocol.ts';
import type { TunePlace } from '../tune/options.ts';
import { cacheFolder } from './cache-folder.ts';
import { folderCache } from './folder-cache.ts';
import { locateModel } from './model-file.ts';
import { nodeSessions } from './platform.ts';
import { startThread } from './thread.ts';

/** @param options where the session will compute */
export function nodeTunePlace(options: {
  readonly worker?: boolean;
  readonly launch?: (provider: Provider) => Channel;
}): TunePlace {
  return {
    open: options.launch ?? (options.worker ? () => startThread() : () => inThread()),
    read: async (model) => {
      const { source } = await locateModel(model);
      return typeof source === 'string' ? new Uint8Array(await readFile(source)) : source;
    },
    machine: `${cpus()[0]?.model ?? ''} × ${availableParallelism()}`,
    cache: folderCache(join(cacheFolder(), 'tuned')),
  };
}

/** Sessions of this thread, through the interface of those elsewhere. */
export function inThread(): Channel {
  const methods = sessionHost(nodeSessions);
  return { call: (method, request) => methods[method](request), close: async () => undefined };
}
