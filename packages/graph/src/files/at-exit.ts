/**
 * Cleanup for a process that ends early, by process.exit or by a signal. SIGKILL leaves no time for
 * it: what is left then is removed by the next process that finds it. Signals are listened to only
 * while there is something to clean up.
 */

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const cleanups = new Set<() => void>();

/**
 * Runs a synchronous cleanup when the process ends before the returned function is called.
 *
 * @returns a function that drops the cleanup
 */
export function atExit(cleanup: () => void): () => void {
  if (cleanups.size === 0) {
    process.on('exit', cleanUp);
    for (const signal of signals) process.on(signal, onSignal);
  }
  cleanups.add(cleanup);
  return () => {
    if (!cleanups.delete(cleanup) || cleanups.size > 0) return;
    process.off('exit', cleanUp);
    for (const signal of signals) process.off(signal, onSignal);
  };
}

/**
 * Cleans up and ends this process as the signal does where nothing listens to it. Unlike process.exit it
 * runs no destructors of native libraries, which crash while a native thread computes.
 */
export function endBySignal(signal: NodeJS.Signals): void {
  cleanUp();
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}

function onSignal(signal: NodeJS.Signals): void {
  // Another listener decides when the process ends.
  if (process.listenerCount(signal) === 1) endBySignal(signal);
}

function cleanUp(): void {
  for (const cleanup of cleanups) {
    try {
      cleanup();
    } catch {
      // The other cleanups matter more than a report of this one.
    }
  }
}
