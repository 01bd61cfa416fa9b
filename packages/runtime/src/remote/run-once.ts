/** One run of a model at the other end of a channel. */
import { negotiate } from '../negotiate.ts';
import type { TensorMap } from '../tensor.ts';
import { openRemote } from './client.ts';
import type { Channel, Requests } from './protocol.ts';

/**
 * All outputs of a model that is opened for this run. The channel stays open.
 *
 * @throws RuntimeError as opening and running at the other end; `no-provider`
 */
export async function runOnce(
  channel: Channel,
  request: Omit<Requests['open'], 'state'>,
  feeds: TensorMap,
): Promise<TensorMap> {
  const kept: Channel = { call: channel.call, close: async () => undefined };
  const session = await negotiate([request.provider], () => openRemote(kept, request));
  try {
    return await session.run(feeds);
  } finally {
    await session.dispose();
  }
}
