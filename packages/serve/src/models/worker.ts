/**
 * A session in a guarded child process that outlives its process: when a run ends the process, that run
 * fails and the next one finds a new process.
 */
import { launchProcess, type ProcessLimits } from '@ganport/parity';
import type { Provider, Session } from '@ganport/runtime';
import { isGone } from '@ganport/runtime/internal';
import { createSession } from '@ganport/runtime/node';

export interface WorkerOptions {
  readonly providers?: readonly Provider[];
  readonly threads?: number;
  readonly limits: ProcessLimits;
  /** Called when a process has ended and a new one starts. */
  onRestart?(reason: Error): void;
}

export interface Worker extends Pick<
  Session,
  'provider' | 'inputs' | 'outputs' | 'run' | 'dispose'
> {
  /** Whether a process is there to compute the next run. */
  readonly isReady: boolean;
}

/** @throws RuntimeError as createSession when the model does not open at first */
export async function startWorker(
  source: Uint8Array | string,
  options: WorkerOptions,
): Promise<Worker> {
  const { limits, onRestart, ...session } = options;
  const launch = (provider: Provider) => launchProcess(provider, limits);
  // The processor is for the requests of others while a model waits.
  const open = () => createSession(source, { ...session, launch, spin: false });
  const first = await open();
  const { provider, inputs, outputs } = first;
  let current: Promise<Session> = Promise.resolve(first);
  let isReady = true;
  let isDisposed = false;

  const restart = (gone: Promise<Session>, reason: Error): void => {
    if (current !== gone || isDisposed) return;
    onRestart?.(reason);
    isReady = false;
    current = gone.then(async (session_) => {
      await session_.dispose();
      return open();
    });
    current.then(
      () => (isReady = true),
      // The next run tries again.
      () => undefined,
    );
  };

  return {
    provider,
    inputs,
    outputs,
    get isReady() {
      return isReady;
    },
    async run(feeds, fetches) {
      const used = current;
      let opened: Session;
      try {
        opened = await used;
      } catch (thrown) {
        if (current === used) current = open();
        throw thrown;
      }
      isReady = true;
      try {
        return await opened.run(feeds, fetches);
      } catch (thrown) {
        if (thrown instanceof Error && isGone(thrown)) restart(used, thrown);
        throw thrown;
      }
    },
    async dispose() {
      isDisposed = true;
      const opened = await current.catch(() => undefined);
      await opened?.dispose();
    },
  };
}
