/** The caller's side of a timing at the other end of a channel. */
import { isGone, RuntimeError } from '../errors.ts';
import type { Provider } from '../provider.ts';
import type { ModelSource } from '../session.ts';
import type { TensorMap } from '../tensor.ts';
import type { Timing } from '../timing.ts';
import type { Channel, Requests } from './protocol.ts';

export interface TimingRequest {
  readonly provider: Provider;
  readonly models: readonly ModelSource[];
  /** The inputs of all models. */
  readonly feeds: TensorMap;
  /** About what the timing may take, apart from opening the models. */
  readonly seconds: number;
  readonly threads?: number;
}

/** Where other work took the processors in an earlier timing. */
const busy = new WeakSet<Channel>();

/**
 * Milliseconds of one run of each model in each round, side by side; undefined for a model that cannot
 * be opened or run. Where other work takes the processors, so that what passes says little, the CPU
 * provider's are milliseconds of processors, from then on, by threads that do not spin. The channel
 * stays open.
 *
 * @throws RuntimeError `no-provider` where the provider does not run at the other end; `crashed`,
 * `time-limit`, `memory-limit` when the other end is gone
 */
export async function timeModels(
  channel: Channel,
  request: TimingRequest,
): Promise<readonly (readonly number[] | undefined)[]> {
  const hasProcessorTime = request.provider === 'cpu';
  if (!hasProcessorTime || !busy.has(channel)) {
    const { times, isBusy } = await timed(channel, request);
    if (!hasProcessorTime || !isBusy) return times.map((one) => one?.wall);
    busy.add(channel);
  }
  const { times } = await timed(channel, request, false);
  return times.map((one) => one?.processor);
}

async function timed(
  channel: Channel,
  { models, feeds, seconds, ...options }: TimingRequest,
  spin?: boolean,
): Promise<Timing> {
  const sessions: number[] = [];
  try {
    const opened: (number | undefined)[] = [];
    for (const model of models) {
      const waiting = spin === undefined ? {} : { spin };
      const session = await open(channel, { model, ...options, ...waiting });
      if (session !== undefined) sessions.push(session);
      opened.push(session);
    }
    const { times, isBusy } = await channel.call('time', { sessions, feeds, seconds });
    const bySession = new Map(sessions.map((session, i) => [session, times[i] ?? null]));
    return {
      times: opened.map((session) =>
        session === undefined ? null : (bySession.get(session) ?? null),
      ),
      isBusy,
    };
  } finally {
    for (const session of sessions) {
      await channel.call('dispose', { session }).catch((thrown: unknown) => {
        if (!isGone(thrown)) throw thrown;
      });
    }
  }
}

/** @returns undefined for a model that cannot be opened */
async function open(channel: Channel, request: Requests['open']): Promise<number | undefined> {
  try {
    const attempt = await channel.call('open', request);
    if ('opened' in attempt) return attempt.opened.session;
    const { provider } = request;
    const { refusal: reason } = attempt;
    throw new RuntimeError('no-provider', `${provider} does not run here: ${reason}`, {
      refused: [{ provider, reason }],
    });
  } catch (thrown) {
    if (thrown instanceof RuntimeError && thrown.code === 'invalid-model') return undefined;
    throw thrown;
  }
}
