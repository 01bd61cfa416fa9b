/** The caller's side: a Session and a StatefulSession that ask another thread, process or page. */
import { isGone, RuntimeError } from '../errors.ts';
import { checkTensorMap } from '../feeds.ts';
import type { Attempt } from '../negotiate.ts';
import type { Session, SessionInfo, StatefulSession, StateOptions } from '../session.ts';
import type { Channel, Requests } from './protocol.ts';

/**
 * Opens a session on the other side. Disposing the session closes the channel; a refusal and an error
 * leave it open.
 * @throws RuntimeError as opening on the other side, or `crashed`
 */
export async function openRemote(
  channel: Channel,
  request: Omit<Requests['open'], 'state'>,
): Promise<Attempt<Session>> {
  const attempt = await channel.call('open', request);
  if ('refusal' in attempt) return attempt;
  const { info, handle } = handleOf(channel, attempt.opened);
  return { opened: { ...info, run: handle.run, dispose: handle.dispose } };
}

/** As openRemote, for a stateful session; the state lives on the other side. */
export async function openRemoteStateful(
  channel: Channel,
  request: Omit<Requests['open'], 'state'>,
  state: StateOptions,
): Promise<Attempt<StatefulSession>> {
  const attempt = await channel.call('open', { ...request, state });
  if ('refusal' in attempt) return attempt;
  const { info, handle } = handleOf(channel, attempt.opened);
  return {
    opened: {
      ...info,
      step: handle.run,
      readState: async (names) =>
        handle.get().call('readState', { session: handle.session, ...(names && { names }) }),
      peekState: () => undefined,
      writeState: async (values) => {
        checkTensorMap('state', values);
        await handle.get().call('writeState', { session: handle.session, state: values });
      },
      dispose: handle.dispose,
    },
  };
}

function handleOf(
  channel: Channel,
  { session, info }: { readonly session: number; readonly info: SessionInfo },
) {
  let closing: Promise<void> | undefined;
  /** The channel, while it may be used. */
  const get = (): Channel => {
    if (!closing) return channel;
    throw new RuntimeError('disposed', 'session: used after dispose(); create a new one');
  };
  const run: Session['run'] = async (feeds, fetches) => {
    // Names are checked on the other side, which only tensors reach.
    checkTensorMap('feeds', feeds);
    return get().call('run', { session, feeds, ...(fetches && { fetches }) });
  };
  const dispose = (): Promise<void> => {
    closing ??= close(channel, session);
    return closing;
  };
  return { info, handle: { session, get, run, dispose } };
}

async function close(channel: Channel, session: number): Promise<void> {
  try {
    await channel.call('dispose', { session });
  } catch (thrown) {
    if (!isGone(thrown)) throw thrown;
  } finally {
    await channel.close();
  }
}
