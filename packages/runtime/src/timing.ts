/** How long runs take: sessions side by side, so that a busy machine slows down all of them alike. */
import { RuntimeError } from './errors.ts';
import type { Session } from './session.ts';

type Timed = Pick<Session, 'run'>;
type Feeds = Parameters<Session['run']>[0];

/** What runs take of the processors; only Node can tell. */
export interface ProcessorClock {
  /** Milliseconds that all threads of this process have worked so far. */
  now(): number;
  /** Begins to watch the processors; the result says whether others left this process none since then. */
  watch(): () => boolean;
}

/** Milliseconds of one run of a session in each round. */
export interface SessionTimes {
  readonly wall: readonly number[];
  /** Of all threads together; the same as `wall` where there is no processor clock. */
  readonly processor: readonly number[];
}

export interface Timing {
  /** Null for a session that fails. */
  readonly times: readonly (SessionTimes | null)[];
  /** Whether other work took the processors, so that `wall` says little. */
  readonly isBusy: boolean;
}

/** Rounds of a timing. With fewer than three, one slow run would decide. */
const rounds = { fewest: 3, most: 50 };

/** Slow models get fewer rounds where three would take so many times the time that is given. */
const patience = 3;

/**
 * Milliseconds of one turn of a session. Threads of the session before it wait actively for more work,
 * and would compete with its own; so it rests, and its first run, which wakes its threads, is not
 * counted.
 */
const turn = { rest: 5, shortest: 5 };

/**
 * How long one run of each session takes on the same inputs, in rounds that give every session a turn,
 * which counts with its fastest run.
 *
 * @param seconds about what this may take; there is always one round
 */
export async function timeSessions(
  sessions: readonly Timed[],
  feeds: Feeds,
  seconds: number,
  clock?: ProcessorClock,
): Promise<Timing> {
  const started = performance.now();
  const wasBusy = clock?.watch();
  const timed: { readonly session: Timed; readonly turns: Spent[] }[] = [];
  for (const session of sessions)
    if (await runs(session, feeds)) timed.push({ session, turns: [] });
  const isOver = (round: number) => {
    const spent = (performance.now() - started) / 1000;
    const enough = round < rounds.fewest ? patience * seconds : seconds;
    return round > 0 && (spent >= enough || round >= rounds.most);
  };
  for (let round = 0; timed.length > 0 && !isOver(round); round++) {
    for (const { session, turns } of timed) turns.push(await fastestOfTurn(session, feeds, clock));
  }
  const times = sessions.map((session) => {
    const turns = timed.find((one) => one.session === session)?.turns;
    if (!turns) return null;
    return { wall: turns.map(({ wall }) => wall), processor: turns.map((one) => one.processor) };
  });
  return { times, isBusy: wasBusy?.() ?? false };
}

/** Memory is allocated and shaders are compiled in this first run. */
async function runs(session: Timed, feeds: Feeds): Promise<boolean> {
  try {
    await session.run(feeds);
    return true;
  } catch (thrown) {
    if (thrown instanceof RuntimeError && thrown.code === 'run-failed') return false;
    throw thrown;
  }
}

interface Spent {
  readonly wall: number;
  readonly processor: number;
}

async function fastestOfTurn(
  session: Timed,
  feeds: Feeds,
  clock: ProcessorClock | undefined,
): Promise<Spent> {
  await new Promise((resolve) => setTimeout(resolve, turn.rest));
  const first = await spentIn(session, feeds, clock);
  // Waking threads is nothing beside a long run.
  if (first.processor > 10 * turn.shortest) return first;
  let [wall, processor, spent] = [Infinity, Infinity, 0];
  while (spent < turn.shortest) {
    const one = await spentIn(session, feeds, clock);
    wall = Math.min(wall, one.wall);
    processor = Math.min(processor, one.processor);
    spent += one.processor;
  }
  return { wall, processor };
}

async function spentIn(
  session: Timed,
  feeds: Feeds,
  clock: ProcessorClock | undefined,
): Promise<Spent> {
  const [worked, begun] = [clock?.now(), performance.now()];
  await session.run(feeds);
  const wall = performance.now() - begun;
  return { wall, processor: clock && worked !== undefined ? clock.now() - worked : wall };
}
