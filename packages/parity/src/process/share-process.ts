/** One child process for several sessions, so that a program starts it once. */
import type { Provider } from '@ganport/runtime';
import type { Channel } from '@ganport/runtime/internal';
import { environmentFor } from './environment.ts';
import { launchProcess, type ProcessChannel } from './launch-process.ts';
import type { ProcessLimits } from './limits.ts';

/** Milliseconds that a process without sessions is kept for the next one. */
const LINGER = 1000;

interface Shared {
  readonly channel: ProcessChannel;
  users: number;
}

/**
 * A `launch` option of `createSession` whose sessions share a child process, as long as their
 * providers need the same environment. It ends one second after its last session.
 *
 * @example
 * const launch = shareProcess({ timeLimit: 60, memoryLimit: 2 ** 31 });
 * const generator = await openNoiseGenerator(await openModel('generator.onnx'), { launch });
 * const extractor = await openExtractor('features.onnx', { launch });
 */
export function shareProcess(limits: ProcessLimits = {}): (provider: Provider) => Channel {
  const processes = new Map<string, Shared>();
  return (provider) => {
    const environment = JSON.stringify(environmentFor(provider));
    let shared = processes.get(environment);
    if (!shared || shared.channel.ended) {
      shared = { channel: launchProcess(provider, limits), users: 0 };
      processes.set(environment, shared);
    }
    return use(shared);
  };
}

function use(shared: Shared): Channel {
  const { channel } = shared;
  shared.users++;
  let isOpen = true;
  return {
    call: (method, request) => channel.call(method, request),
    async close() {
      if (!isOpen) return;
      isOpen = false;
      if (--shared.users > 0) return;
      if (channel.ended) await channel.close();
      else setTimeout(() => shared.users === 0 && void channel.close(), LINGER).unref();
    },
  };
}
