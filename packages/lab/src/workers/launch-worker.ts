/** A worker of a training in a child process. */
import { fork } from 'node:child_process';
import { type Reply, type Request, type WorkerLink, WorkerLost } from '@ganport/core/workers';
import { compiledFile } from '@ganport/runtime/internal/node';
import { closeSharedFile, openSharedFile, pack, type Packed, unpack } from './shared-file.ts';

/** How much of a worker's stderr is kept for the message when it ends. */
const KEPT = 2000;

/** Tells a worker that it has files for tensors. */
const FILES = 'files';

/**
 * What starts the workers of one training.
 *
 * @example
 * const engine = await createWorkersEngine(gan, { launch: workerLauncher(), threads: 8 });
 */
export function workerLauncher(): (rank: number) => WorkerLink {
  const outbox = createOutbox();
  return (rank) => launchWorker(rank, outbox);
}

/** The file that all workers read, while there are any. */
interface Outbox {
  /** For one more reader. */
  open(): number | undefined;
  close(): void;
  /** A request that goes to several workers is written once. */
  pack(request: Request): Packed<Request>;
}

function createOutbox(): Outbox {
  let file: number | undefined;
  let readers = 0;
  let last: { readonly request: Request; readonly packed: Packed<Request> } | undefined;
  return {
    open: () => {
      if (readers++ === 0) file = openSharedFile();
      return file;
    },
    close: () => {
      last = undefined;
      if (--readers > 0) return;
      closeSharedFile(file);
      file = undefined;
    },
    pack: (request) => {
      if (last?.request !== request) last = { request, packed: pack(request, file) };
      return last.packed;
    },
  };
}

function launchWorker(rank: number, outbox: Outbox): WorkerLink {
  const shared = outbox.open();
  const inbox = shared === undefined ? undefined : openSharedFile();
  const hasFiles = shared !== undefined && inbox !== undefined;
  const child = fork(compiledFile('./entry.js', import.meta.url), hasFiles ? [FILES] : [], {
    serialization: 'advanced',
    execArgv: [],
    // Descriptors 4 and 5 of the worker: what it reads, and what it writes.
    stdio: ['ignore', 'ignore', 'pipe', 'ipc', ...(hasFiles ? [shared, inbox] : [])],
  });
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
    const reply = unpack(message as Packed<Reply>, inbox);
    const next = waiting.shift();
    if (next) next.resolve(reply);
    else replies.push(reply);
  });
  const closed = new Promise<void>((resolve) => {
    const finish = (how: string): void => {
      end(how);
      resolve();
    };
    child.once('close', (code, signal) => finish(signal ?? `exit code ${code}`));
    // A message to a worker that has just ended fails too; 'close' follows.
    child.on('error', ({ message }) => {
      if (child.pid === undefined) finish(message);
    });
  }).finally(() => {
    outbox.close();
    closeSharedFile(inbox);
  });
  return {
    send: (request) => {
      if (lost || !child.connected) return;
      child.send(hasFiles ? outbox.pack(request) : pack(request, undefined));
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
