/** The caller's side of a timing at the other end of a channel. */
import { isGone, RuntimeError } from '../errors.ts';
import type { Provider } from '../provider.ts';
import type { ModelSource } from '../session.ts';
import type { TensorMap } from '../tensor.ts';
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

/**
 * The median milliseconds of one run of each model, side by side; undefined for a model that cannot be
 * opened or run. The channel stays open.
 *
 * @throws RuntimeError `no-provider` where the provider does not run at the other end; `crashed`,
 * `time-limit`, `memory-limit` when the other end is gone
 */
export async function timeModels(
  channel: Channel,
  { models, feeds, seconds, ...options }: TimingRequest,
): Promise<(number | undefined)[]> {
  const sessions: number[] = [];
  try {
    const opened: (number | undefined)[] = [];
    for (const model of models) {
      const session = await open(channel, { model, ...options });
      if (session !== undefined) sessions.push(session);
      opened.push(session);
    }
    const { milliseconds } = await channel.call('time', { sessions, feeds, seconds });
    const times = new Map(sessions.map((session, i) => [session, milliseconds[i] ?? undefined]));
    return opened.map((session) => (session === undefined ? undefined : times.get(session)));
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
