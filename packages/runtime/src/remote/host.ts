/** The side that computes: answers the protocol's requests with sessions of its own thread. */
import { RuntimeError } from '../errors.ts';
import type { Session, SessionOptions, StatefulSession, StateOptions } from '../session.ts';
import type { Methods } from './protocol.ts';

/** What a platform offers. */
export interface SessionFactory {
  createSession(model: Uint8Array | string, options: SessionOptions): Promise<Session>;
  createStatefulSession(
    model: Uint8Array | string,
    options: SessionOptions & StateOptions,
  ): Promise<StatefulSession>;
}

export function sessionHost(factory: SessionFactory): Methods {
  const sessions = new Map<number, Session | StatefulSession>();
  let opened = 0;

  const find = (id: number): Session | StatefulSession => {
    const session = sessions.get(id);
    if (!session) throw new RuntimeError('disposed', 'session: used after dispose()');
    return session;
  };
  const findStateful = (id: number): StatefulSession => {
    const session = find(id);
    if ('step' in session) return session;
    throw new RuntimeError('invalid-option', 'session: keeps no state');
  };

  return {
    open: async ({ model, options, state }) => {
      const session = state
        ? await factory.createStatefulSession(model, { ...options, ...state })
        : await factory.createSession(model, options);
      sessions.set(++opened, session);
      const { provider, refused, inputs, outputs, notes } = session;
      return { session: opened, info: { provider, refused, inputs, outputs, notes } };
    },
    run: async ({ session: id, feeds, fetches }) => {
      const session = find(id);
      return 'step' in session ? session.step(feeds, fetches) : session.run(feeds, fetches);
    },
    readState: async ({ session }) => findStateful(session).readState(),
    writeState: async ({ session, state }) => {
      await findStateful(session).writeState(state);
      return null;
    },
    dispose: async ({ session: id }) => {
      const session = find(id);
      sessions.delete(id);
      await session.dispose();
      return null;
    },
  };
}
