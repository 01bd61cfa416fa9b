/**
 * Ctrl-C: the first one asks the work to stop, the second one ends the process. A terminal that
 * closes (SIGHUP) and SIGTERM are the same.
 */
import { endBySignal } from '@ganport/graph/internal';

/** The exit codes of programs that a signal ended. */
const exitCodes = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;
type Interruption = keyof typeof exitCodes;

/**
 * Runs work that may be interrupted, and sets the exit code of the process when it was.
 *
 * @param work stops when its signal aborts
 * @param onInterrupt called at the first Ctrl-C
 * @param onQuit called at the second Ctrl-C, before the process ends
 */
export async function interruptible<T>(
  work: (signal: AbortSignal) => Promise<T>,
  { onInterrupt, onQuit }: { readonly onInterrupt: () => void; readonly onQuit: () => void },
): Promise<T> {
  const controller = new AbortController();
  const interrupt = (name: Interruption): void => {
    if (controller.signal.aborted) {
      onQuit();
      endBySignal(name);
      return;
    }
    process.exitCode = exitCodes[name];
    onInterrupt();
    controller.abort();
  };
  const names = Object.keys(exitCodes) as Interruption[];
  for (const name of names) process.on(name, interrupt);
  try {
    return await work(controller.signal);
  } finally {
    for (const name of names) process.off(name, interrupt);
  }
}
