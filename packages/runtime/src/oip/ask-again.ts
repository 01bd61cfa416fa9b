/**
 * A second try. A model is a function of its inputs, so what was asked of a server that went away, or was busy
 * for a moment, may be asked again: a server that is started anew costs no request.
 */

/** Seconds until a server is asked again that gave no answer. */
const PAUSE = 0.25;
/** The most seconds of `Retry-After` that are waited. */
const MOST = 10;

/** @param wait waits for the server after a failure; false where asking again is of no use */
export async function askAgain<T>(
  ask: () => Promise<T>,
  wait: (failure: unknown) => Promise<boolean>,
): Promise<T> {
  try {
    return await ask();
  } catch (failure) {
    if (!(await wait(failure))) throw failure;
    return ask();
  }
}

export async function pause(seconds = PAUSE): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}

/** The seconds of `Retry-After`; undefined where it has none, or too many. */
export function retryAfter(header: string | null): number | undefined {
  if (header === null || !/^\d{1,6}$/.test(header)) return undefined;
  const seconds = Number(header);
  return seconds <= MOST ? seconds : undefined;
}
