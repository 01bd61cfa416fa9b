/**
 * createSession and createStatefulSession for Node: in this thread, in a worker thread, or in a
 * process of their own. The session behaves alike in all three.
 */
import { RuntimeError } from '../errors.ts';
import { negotiate } from '../negotiate.ts';
import { openRemote, openRemoteStateful } from '../remote/client.ts';
import type { Channel } from '../remote/protocol.ts';
import type { Provider } from '../provider.ts';
import type {
  Session,
  SessionInfo,
  SessionOptions,
  StatefulSession,
  StateOptions,
} from '../session.ts';
import { bindingLocation } from './binding.ts';
import * as here from './create-here.ts';
import { defaultProviders } from './platform.ts';
import { startProcess } from './process.ts';
import { cudaFolder, cudaLibraryPath } from './setup/cuda-libraries.ts';
import { startThread } from './thread.ts';
import { findVulkanDriver } from './vulkan.ts';

export interface NodeSessionOptions extends SessionOptions {
  /** Compute in a worker thread, so that the event loop stays free. */
  readonly worker?: boolean;
  /**
   * Compute in a child process, started with the environment its provider needs (WebGPU: a Vulkan
   * driver). A crash there rejects what was asked of it and leaves this process alone.
   */
  readonly process?: boolean;
  /**
   * With `worker`: the arrays in feeds are moved to the thread, not copied, and are empty in the
   * caller afterwards.
   */
  readonly consumeFeeds?: boolean;
  /** With `consumeFeeds`: gets the memory of a run's feeds when the run is over, to be used again. */
  readonly onSpent?: (buffers: readonly ArrayBuffer[]) => void;
}

/**
 * Opens a model: bytes, a path or a `file:` URL.
 * @throws RuntimeError `model-not-found`, `invalid-model`, `no-provider`, `invalid-option`
 */
export async function createSession(
  model: Uint8Array | string,
  options: NodeSessionOptions = {},
): Promise<Session> {
  return place(options).open(
    () => here.createSession(model, options),
    (channel, plain) => openRemote(channel, model, plain),
  );
}

/**
 * Opens a model whose inputs `state` are fed from its outputs `x.next`. In a worker or process the
 * state lives there.
 * @throws RuntimeError as createSession, and `invalid-feed` when state and model do not fit
 */
export async function createStatefulSession(
  model: Uint8Array | string,
  options: NodeSessionOptions & StateOptions,
): Promise<StatefulSession> {
  const { state, initial } = options;
  return place(options).open(
    () => here.createStatefulSession(model, options),
    (channel, plain) => openRemoteStateful(channel, model, plain, { state, initial }),
  );
}

type Open = <S extends SessionInfo>(
  local: () => Promise<S>,
  remote: (channel: Channel, options: SessionOptions) => Promise<S>,
) => Promise<S>;

function place(options: NodeSessionOptions): { readonly open: Open } {
  const { worker, process, consumeFeeds = false, onSpent } = options;
  if (worker && process) {
    throw new RuntimeError('invalid-option', 'worker and process: choose one of the two');
  }
  const { threads, providers } = options;
  const plain: SessionOptions = {
    ...(threads !== undefined && { threads }),
    ...(providers && { providers }),
  };
  if (worker) {
    const thread = { consumeFeeds, ...(onSpent && { onSpent }) };
    return { open: (_, remote) => remote(startThread(thread), plain) };
  }
  if (process) return { open: (_, remote) => openInProcess(plain, remote) };
  return { open: (local) => local() };
}

/** One process for each provider that is tried, since each needs its own environment. */
async function openInProcess<S extends SessionInfo>(
  options: SessionOptions,
  remote: (channel: Channel, options: SessionOptions) => Promise<S>,
): Promise<S> {
  const wanted = options.providers ?? defaultProviders;
  const { opened, refused } = await negotiate(wanted, async (provider) => {
    try {
      const channel = startProcess(environments[provider]?.() ?? {});
      return await remote(channel, { ...options, providers: [provider] });
    } catch (thrown) {
      throw asUnavailable(thrown);
    }
  });
  return { ...opened, refused };
}

/** What a child process must be started with, by provider. */
const environments: Partial<Record<Provider, () => Readonly<Record<string, string>>>> = {
  webgpu: () => findVulkanDriver()?.environment ?? {},
  cuda: () => ({ LD_LIBRARY_PATH: cudaLibraryPath(cudaFolder(bindingLocation().version)) }),
};

/** A provider whose process dies while it opens a session does not work here. */
function asUnavailable(thrown: unknown): unknown {
  if (!(thrown instanceof RuntimeError)) return thrown;
  if (thrown.code === 'crashed') {
    return new RuntimeError('provider-unavailable', thrown.message, { cause: thrown });
  }
  const [refusal] = thrown.refused;
  return refusal ? new RuntimeError('provider-unavailable', refusal.reason) : thrown;
}
