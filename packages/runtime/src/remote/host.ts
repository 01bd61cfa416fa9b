/** The side that computes: answers the protocol's requests with sessions of its own thread. */
import { RuntimeError } from '../errors.ts';
import type { Attempt } from '../negotiate.ts';
import type { Provider } from '../provider.ts';
import type {
  ModelSource,
  Session,
  SessionOptions,
  StatefulModel,
  StatefulSession,
} from '../session.ts';
import { timeSessions, type ProcessorClock } from '../timing.ts';
import type { Methods } from './protocol.ts';

/** Opens sessions on one provider, or returns why it does not run here. */
export interface Opener {
  open(provider: Provider, model: ModelSource, options: SessionOptions): Promise<Attempt<Session>>;
  openStateful(
    provider: Provider,
    model: StatefulModel,
    options: SessionOptions,
  ): Promise<Attempt<StatefulSession>>;
  /** Where processor time is known. */
  readonly clock?: ProcessorClock;
}

export function sessionHost(opener: Opener): Methods {
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

  const findStateless = (id: number): Session => {
    const session = find(id);
    if ('run' in session) return session;
    throw new RuntimeError('invalid-option', 'session: keeps state, which runs would change');
  };

  return {
    open: async ({ provider, model, threads, spin, state }) => {
      const options = {
        ...(threads !== undefined && { threads }),
        ...(spin !== undefined && { spin }),
      };
      const attempt = state
        ? await opener.openStateful(provider, { model, ...state }, options)
        : await opener.open(provider, model, options);
      if ('refusal' in attempt) return attempt;
      sessions.set(++opened, attempt.opened);
      const { refused, inputs, outputs, notes } = attempt.opened;
      return { opened: { session: opened, info: { provider, refused, inputs, outputs, notes } } };
    },
    run: async ({ session: id, feeds, fetches }) => {
      const session = find(id);
      return 'step' in session ? session.step(feeds, fetches) : session.run(feeds, fetches);
    },
    time: async ({ sessions: ids, feeds, seconds }) =>
      timeSessions(ids.map(findStateless), feeds, seconds, opener.clock),
    readState: async ({ session, names }) => findStateful(session).readState(names),
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
