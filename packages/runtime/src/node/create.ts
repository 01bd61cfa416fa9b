/**
 * createSession and createStatefulSession for Node: in this thread, in a worker thread, or wherever
 * a launched channel leads. The session behaves alike in all three.
 */
import { RuntimeError } from '../errors.ts';
import { negotiate, type Attempt } from '../negotiate.ts';
import type { Provider } from '../provider.ts';
import { openOnServer } from '../oip/session.ts';
import { openRemote, openRemoteStateful } from '../remote/client.ts';
import type { Channel } from '../remote/protocol.ts';
import type {
  MakeModel,
  ModelSource,
  Session,
  SessionInfo,
  SessionOptions,
  StatefulModel,
  StatefulSession,
  StateOptions,
} from '../session.ts';
import { defaultProviders, nodePlatform, nodeSessions } from './platform.ts';
import { openTuned, type TuneOption } from '../tune/options.ts';
import { startThread } from './thread.ts';
import { nodeTunePlace } from './tune-place.ts';

/** Starts what computes with one provider, and returns the channel to it. */
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
 * Opens a model on the first of `options.providers` (default: CUDA, then the CPU) that works here.
 *
 * @param model bytes, a path or a `file:` URL, or a function that makes one for a provider
 * @throws RuntimeError `model-not-found`, `invalid-model`, `no-provider`, `invalid-option`,
 * `not-installed`
 * @example
 * const session = await createSession('generator.onnx', { providers: ['cuda', 'cpu'] });
 * const noise = { dtype: 'float32', dims: [25, 100], data: new Float32Array(2500) } as const;
 * const { image } = await session.run({ noise });
 * await session.dispose();
 */
export async function createSession(
  model: ModelSource | MakeModel<ModelSource>,
  options: NodeSessionOptions & TuneOption = {},
): Promise<Session> {
  if (options.tune) {
    const { tune, ...rest } = options;
    const open = (made: MakeModel<ModelSource>) => createSession(made, rest);
    return openTuned(model, { ...rest, tune }, nodeTunePlace(rest), open);
  }
  if (!isElsewhere(options)) return nodeSessions.createSession(model, options);
  const make = typeof model === 'function' ? model : () => model;
  return openElsewhere(
    options,
    async (channel, provider) =>
      openRemote(channel, { provider, model: await make(provider), ...threadsOf(options) }),
    async () => openOnServer(nodePlatform.servers, await make('server'), options.server),
  );
}

/**
 * Opens a model whose inputs `state` are fed from its outputs `x.next`. In a worker or at the end of
 * a channel the state lives there.
 *
 * @param model as for createSession; a function returns the model with its `state` and `initial`
 * @throws RuntimeError as createSession, and `invalid-feed` when state and model do not fit
 * @example
 * const initial = { w: { dtype: 'float32', dims: [2], data: Float32Array.of(0, 0) } } as const;
 * const session = await createStatefulSession('step.onnx', { state: ['w'], initial });
 * const { loss } = await session.step({ x });
 * const { w } = await session.readState();
 */
export async function createStatefulSession(
  model: ModelSource,
  options: NodeSessionOptions & StateOptions,
): Promise<StatefulSession>;
export async function createStatefulSession(
  model: MakeModel<StatefulModel>,
  options?: NodeSessionOptions,
): Promise<StatefulSession>;
export async function createStatefulSession(
  model: ModelSource | MakeModel<StatefulModel>,
  options: NodeSessionOptions & Partial<StateOptions> = {},
): Promise<StatefulSession> {
  const { state = [], initial = {} } = options;
  const whole = typeof model === 'function' ? model : { model, state, initial };
  if (!isElsewhere(options)) return nodeSessions.createStatefulSession(whole, options);
  const make = typeof whole === 'function' ? whole : () => whole;
  return openElsewhere(
    options,
    async (channel, provider) => {
      const { model: source, ...stateOptions } = await make(provider);
      const request = { provider, model: source, ...threadsOf(options) };
      return openRemoteStateful(channel, request, stateOptions);
    },
    async () => ({ refusal: 'a server keeps no state' }),
  );
}

type Elsewhere = NodeSessionOptions & ({ readonly worker: true } | { readonly launch: Launch });

function isElsewhere(options: NodeSessionOptions): options is Elsewhere {
  if (options.worker && options.launch) {
    throw new RuntimeError('invalid-option', 'worker and launch: choose one of the two');
  }
  return options.worker === true || options.launch !== undefined;
}

function threadsOf({ threads, spin }: SessionOptions): Pick<SessionOptions, 'threads' | 'spin'> {
  return {
    ...(threads !== undefined && { threads }),
    ...(spin !== undefined && { spin }),
  };
}

/**
 * Tries each provider through a channel: one thread for all of them, or a launched one for each. A server is
 * reached without one.
 */
async function openElsewhere<S extends SessionInfo>(
  options: Elsewhere,
  open: (channel: Channel, provider: Provider) => Promise<Attempt<S>>,
  openServer: () => Promise<Attempt<S>>,
): Promise<S> {
  const { launch, consumeFeeds = false, onSpent, providers = defaultProviders } = options;
  if (launch) {
    return negotiate(providers, (provider) =>
      provider === 'server' ? openServer() : openLaunched(launch, provider, open),
    );
  }
  const thread = startThread({ consumeFeeds, ...(onSpent && { onSpent }) });
  try {
    const session = await negotiate(providers, (provider) =>
      provider === 'server' ? openServer() : open(thread, provider),
    );
    if (session.provider === 'server') await thread.close();
    return session;
  } catch (thrown) {
    await thread.close();
    throw thrown;
  }
}

async function openLaunched<S>(
  launch: Launch,
  provider: Provider,
  open: (channel: Channel, provider: Provider) => Promise<Attempt<S>>,
): Promise<Attempt<S>> {
  const channel = launch(provider);
  let attempt: Attempt<S> | undefined;
  try {
    attempt = await open(channel, provider);
  } catch (thrown) {
    // A provider whose other side dies while it opens a session does not work here.
    if (!(thrown instanceof RuntimeError && thrown.code === 'crashed')) throw thrown;
    attempt = { refusal: thrown.message };
  } finally {
    if (!attempt || 'refusal' in attempt) await channel.close();
  }
  return attempt;
}
