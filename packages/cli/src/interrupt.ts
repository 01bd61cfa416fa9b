/** Ctrl-C as a request: the first asks the work to stop in order, the second ends the process. */

/** The codes by which shells know a program that a signal ended. */
const exitCodes = { SIGINT: 130, SIGTERM: 143 } as const;
type Interruption = keyof typeof exitCodes;

/**
 * Does work that may be interrupted; sets the process's exit code when it was.
 *
 * @param work is told to stop by its signal
 * @param onInterrupt the first time
 * @param onQuit just before the process ends for want of patience
 */
export async function interruptible<T>(
  work: (signal: AbortSignal) => Promise<T>,
  { onInterrupt, onQuit }: { readonly onInterrupt: () => void; readonly onQuit: () => void },
): Promise<T> {
  const controller = new AbortController();
  const interrupt = (name: Interruption): void => {
    if (controller.signal.aborted) {
      onQuit();
      process.exit(exitCodes[name]);
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
