/** How long runs take: sessions side by side, so that a busy machine slows down all of them alike. */
import { RuntimeError } from './errors.ts';
import type { Session } from './session.ts';
import type { TensorMap } from './tensor.ts';

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
 * The milliseconds of one run of each session on the same inputs: the median of the turns, of which
 * each counts with its fastest run. Null for a session that fails. Each round gives every session a
 * turn.
 *
 * @param seconds about what this may take; there is always one round
 */
export async function timeSessions(
  sessions: readonly Pick<Session, 'run'>[],
  feeds: TensorMap,
  seconds: number,
): Promise<(number | null)[]> {
  const started = performance.now();
  const timed: { readonly session: Pick<Session, 'run'>; readonly times: number[] }[] = [];
  for (const session of sessions)
    if (await runs(session, feeds)) timed.push({ session, times: [] });
  const isOver = (round: number) => {
    const spent = (performance.now() - started) / 1000;
    const enough = round < rounds.fewest ? patience * seconds : seconds;
    return round > 0 && (spent >= enough || round >= rounds.most);
  };
  for (let round = 0; timed.length > 0 && !isOver(round); round++) {
    for (const { session, times } of timed) times.push(await fastestOfTurn(session, feeds));
  }
  return sessions.map((session) => {
    const own = timed.find((one) => one.session === session);
    return own ? median(own.times) : null;
  });
}

/** Memory is allocated and shaders are compiled in this first run. */
async function runs(session: Pick<Session, 'run'>, feeds: TensorMap): Promise<boolean> {
  try {
    await session.run(feeds);
    return true;
  } catch (thrown) {
    if (thrown instanceof RuntimeError && thrown.code === 'run-failed') return false;
    throw thrown;
  }
}

async function fastestOfTurn(session: Pick<Session, 'run'>, feeds: TensorMap): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, turn.rest));
  const first = await timeOf(session, feeds);
  let [fastest, spent] = [Infinity, 0];
  // Waking threads is nothing beside a long run.
  if (first > 10 * turn.shortest) return first;
  while (spent < turn.shortest) {
    const time = await timeOf(session, feeds);
    fastest = Math.min(fastest, time);
    spent += time;
  }
  return fastest;
}

async function timeOf(session: Pick<Session, 'run'>, feeds: TensorMap): Promise<number> {
  const begun = performance.now();
  await session.run(feeds);
  return performance.now() - begun;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = NaN, high = low] = sorted.slice(middle - 1 + (sorted.length % 2), middle + 1);
  return (low + high) / 2;
}
