/** A worker of a training in a child process. */
import { fork } from 'node:child_process';
import { closeSync } from 'node:fs';
import { type Reply, type WorkerLink, WorkerLost } from '@ganport/core/workers';
import { compiledFile } from '@ganport/runtime/internal/node';
import { type Packed, packRequest, unpackReply } from './packed.ts';
import { openSharedFiles, sharedReader, sharedWriter } from './shared-file.ts';

/** How much of a worker's stderr is kept for the message when it ends. */
const KEPT = 2000;

/**
 * Starts a worker.
 *
 * @example
 * const engine = await createWorkersEngine(gan, { launch: launchWorker, threads: 8 });
 */
export function launchWorker(rank: number): WorkerLink {
  const shared = openSharedFiles();
  const { input, output } = shared ?? {};
  const child = fork(compiledFile('./entry.js', import.meta.url), shared ? ['shared'] : [], {
    serialization: 'advanced',
    execArgv: [],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc', input ?? 'ignore', output ?? 'ignore'],
  });
  const [write, read] = [sharedWriter(input), sharedReader(output)];
  const replies: Reply[] = [];
  const waiting: { resolve: (reply: Reply) => void; reject: (lost: WorkerLost) => void }[] = [];
  let errors = '';
  let lost: WorkerLost | undefined;
  const end = (how: string): void => {
    const last = errors.trim().split('\n').at(-1);
    lost ??= new WorkerLost(`worker ${rank} has ended: ${how}${last ? `: ${last}` : ''}`);
    for (const { reject } of waiting.splice(0)) reject(lost);
  };
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-KEPT);
  });
  child.on('message', (message) => {
    const reply = unpackReply(message as Packed<Reply>, read);
    const next = waiting.shift();
    if (next) next.resolve(reply);
    else replies.push(reply);
  });
  const closed = new Promise<void>((settle) => {
    const resolve = (): void => {
      for (const file of Object.values(shared ?? {})) closeSync(file);
      settle();
    };
    child.once('close', (code, signal) => {
      end(signal ?? `exit code ${code}`);
      resolve();
    });
    // A message to a worker that has just ended fails too; 'close' follows.
    child.on('error', ({ message }) => {
      if (child.pid !== undefined) return;
      end(message);
      resolve();
    });
  });
  return {
    send: (request) => {
      if (!lost && child.connected) child.send(packRequest(request, write));
    },
    receive: () =>
      new Promise((resolve, reject) => {
        const reply = replies.shift();
        if (reply) resolve(reply);
        else if (lost) reject(lost);
        else waiting.push({ resolve, reject });
      }),
    close: async (reason) => {
      if (reason !== undefined) end(reason);
      child.kill('SIGKILL');
      await closed;
    },
  };
}
