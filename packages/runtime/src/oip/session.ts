/**
 * A session of a model that a server of the Open Inference Protocol computes. For `createSession` it is
 * the provider `server`, whose model is the address there.
 */
import { RuntimeError } from '../errors.ts';
import { checkFeeds, checkFetches, checkTensorMap } from '../feeds.ts';
import type { Attempt } from '../negotiate.ts';
import type { ServerOptions } from '../server-options.ts';
import type { ModelSource, Session } from '../session.ts';
import { type ModelAddress, type ModelClient, readAddress, ServerUnavailable } from './client.ts';

/** Loads what reaches a server, for each protocol that works in a place. */
export type ServerClients = Readonly<
  Partial<
    Record<
      ModelAddress['protocol'],
      () => Promise<(address: ModelAddress, options: ServerOptions) => Promise<ModelClient>>
    >
  >
>;

/**
 * Opens a session on a server; a server that does not answer is a refusal, so that another provider can
 * be tried.
 *
 * @throws RuntimeError `invalid-option`, `model-not-found`, `invalid-model`, `not-installed`
 */
export async function openOnServer(
  clients: ServerClients,
  model: ModelSource,
  options: ServerOptions = {},
): Promise<Attempt<Session>> {
  if (typeof model !== 'string') {
    const message =
      'provider server: its model is the address http://host:port/v2/models/NAME, not the bytes of a file';
    throw new RuntimeError('invalid-option', message);
  }
  const address = readAddress(model);
  const load = clients[address.protocol];
  if (!load) {
    const message = `${model}: gRPC works with createSession of @ganport/runtime/node; here the address is http://host:port/v2/models/NAME`;
    throw new RuntimeError('invalid-option', message);
  }
  const client = await (await load())(address, options);
  try {
    return { opened: await sessionOn(client) };
  } catch (thrown) {
    client.close();
    if (thrown instanceof ServerUnavailable) return { refusal: thrown.message };
    throw thrown;
  }
}

async function sessionOn(client: ModelClient): Promise<Session> {
  const { inputs, outputs, notes } = await client.describe();
  const running = new Set<Promise<unknown>>();
  let closing: Promise<void> | undefined;

  return {
    provider: 'server',
    refused: [],
    inputs,
    outputs,
    notes,
    async run(feeds, fetches) {
      if (closing) {
        throw new RuntimeError('disposed', 'session: used after dispose(); create a new one');
      }
      // Some servers describe no inputs or outputs.
      if (inputs.length > 0) checkFeeds(inputs, feeds);
      else checkTensorMap('feeds', feeds);
      const wanted = outputs.length > 0 ? checkFetches(outputs, fetches) : (fetches ?? []);
      if (fetches?.length === 0) return {};
      const answer = client.infer(feeds, wanted);
      const settled = answer.catch(() => undefined);
      running.add(settled);
      try {
        return await answer;
      } finally {
        running.delete(settled);
      }
    },
    dispose() {
      closing ??= Promise.all(running).then(() => client.close());
      return closing;
    },
  };
}
