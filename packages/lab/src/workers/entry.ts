/** What runs inside a worker's process. */
import { type Request, serveWorker } from '@ganport/core/workers';
import type { Session } from '@ganport/runtime';
import { createSession } from '@ganport/runtime/node';
import { type Packed, packReply, unpackRequest } from './packed.ts';
import { IN_WORKER, sharedReader, sharedWriter } from './shared-file.ts';

const shared = process.argv.includes('shared') ? IN_WORKER : undefined;
const [read, write] = [sharedReader(shared?.input), sharedWriter(shared?.output)];

const handle = serveWorker({
  reply: (reply) => void process.send?.(packReply(reply, write)),
  async open({ program, providers, threads }) {
    const sessions = new Map<string, Session>();
    for (const [name, bytes] of Object.entries(program.graphs)) {
      sessions.set(name, await createSession(bytes, { providers, threads, spin: false }));
    }
    const [{ provider } = { provider: 'cpu' }] = sessions.values();
    const run = (graph: string, feeds: Parameters<Session['run']>[0]) => {
      const session = sessions.get(graph);
      if (!session) throw new RangeError(`${graph}: the program has no such graph`);
      return session.run(feeds);
    };
    return { provider, run };
  },
});

process.on('message', (request: Packed<Request>) => handle(unpackRequest(request, read)));
// The parent has ended.
process.on('disconnect', () => process.exit());
// Ctrl-C reaches every process of a terminal; the parent decides what it means.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
