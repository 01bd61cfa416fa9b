/**
 * createSession and createStatefulSession for Node: in this thread, in a worker thread, or wherever
 * a launched channel leads. The session behaves alike in all three.
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
import * as here from './create-here.ts';
import { defaultProviders } from './platform.ts';
import { startThread } from './thread.ts';

/** Starts what computes with one provider, and returns the way to it. */
export type Launch = (provider: Provider) => Channel;

export interface NodeSessionOptions extends SessionOptions {
  /** Compute in a worker thread, so that the event loop stays free. */
  readonly worker?: boolean;
  /**
   * Compute at the other end of a channel that this opens, once for each provider that is tried; for
   * example `launchProcess` of `@ganport/parity`, a child process with the environment that the
   * provider needs. Disposing the session closes the channel.
   */
  readonly launch?: Launch;
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
 * Opens a model whose inputs `state` are fed from its outputs `x.next`. In a worker or at the
 * end of a channel the state lives there.
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
  const { worker, launch, consumeFeeds = false, onSpent } = options;
  if (worker && launch) {
    throw new RuntimeError('invalid-option', 'worker and launch: choose one of the two');
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
  if (launch) return { open: (_, remote) => openLaunched(launch, plain, remote) };
  return { open: (local) => local() };
}

/** One channel for each provider that is tried, since each may need an environment of its own. */
async function openLaunched<S extends SessionInfo>(
  launch: Launch,
  options: SessionOptions,
  remote: (channel: Channel, options: SessionOptions) => Promise<S>,
): Promise<S> {
  const wanted = options.providers ?? defaultProviders;
  const { opened, refused } = await negotiate(wanted, async (provider) => {
    try {
      return await remote(launch(provider), { ...options, providers: [provider] });
    } catch (thrown) {
      throw asUnavailable(thrown);
    }
  });
  return { ...opened, refused };
}

/** A provider whose other side dies while it opens a session does not work here. */
function asUnavailable(thrown: unknown): unknown {
  if (!(thrown instanceof RuntimeError)) return thrown;
  if (thrown.code === 'crashed') {
    return new RuntimeError('provider-unavailable', thrown.message, { cause: thrown });
  }
  const [refusal] = thrown.refused;
  return refusal ? new RuntimeError('provider-unavailable', refusal.reason) : thrown;
}
