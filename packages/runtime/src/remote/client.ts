/** The caller's side: a Session and a StatefulSession that ask another thread, process or page. */
import { RuntimeError } from '../errors.ts';
import type { Session, SessionOptions, StatefulSession, StateOptions } from '../session.ts';
import type { Channel } from './protocol.ts';

/**
 * Opens a session on the other side. Disposing the result closes the channel, and so does failing.
 * @throws RuntimeError as opening on the other side, or `crashed`
 */
export async function openRemote(
  channel: Channel,
  model: Uint8Array | string,
  options: SessionOptions,
): Promise<Session> {
  const { line, info } = await open(channel, model, options);
  return {
    ...info,
    run: async (feeds, fetches) =>
      line.get().call('run', { session: line.session, feeds, ...(fetches && { fetches }) }),
    dispose: line.dispose,
  };
}

/** As openRemote, for a stateful session; the state lives on the other side. */
export async function openRemoteStateful(
  channel: Channel,
  model: Uint8Array | string,
  options: SessionOptions,
  state: StateOptions,
): Promise<StatefulSession> {
  const { line, info } = await open(channel, model, options, state);
  return {
    ...info,
    step: async (feeds, fetches) =>
      line.get().call('run', { session: line.session, feeds, ...(fetches && { fetches }) }),
    readState: async () => line.get().call('readState', { session: line.session }),
    writeState: async (values) => {
      await line.get().call('writeState', { session: line.session, state: values });
    },
    dispose: line.dispose,
  };
}

async function open(
  channel: Channel,
  model: Uint8Array | string,
  options: SessionOptions,
  state?: StateOptions,
) {
  try {
    const { session, info } = await channel.call('open', {
      model,
      options,
      ...(state && { state }),
    });
    return { info, line: lineTo(channel, session) };
  } catch (thrown) {
    await channel.close();
    throw thrown;
  }
}

function lineTo(channel: Channel, session: number) {
  let closing: Promise<void> | undefined;
  return {
    session,
    /** The channel, while it may be used. */
    get: (): Channel => {
      if (!closing) return channel;
      throw new RuntimeError('disposed', 'session: used after dispose(); create a new one');
    },
    dispose: (): Promise<void> => {
      closing ??= close(channel, session);
      return closing;
    },
  };
}

async function close(channel: Channel, session: number): Promise<void> {
  try {
    await channel.call('dispose', { session });
  } catch (thrown) {
    // A side that died has nothing left to free.
    if (!(thrown instanceof RuntimeError && thrown.code === 'crashed')) throw thrown;
  } finally {
    await channel.close();
  }
}
