/** Time limits on what happens in other processes, which may stop without ending. */

/**
 * Watches calls that another process answers one after the other: the time without an answer is then
 * the time of one call.
 */
export interface StallTimer {
  /** A call was made. */
  begin(): void;
  /** A call was answered, or has failed. */
  end(): void;
}

/** The longest time that Node's timers take, 24 days. */
const LONGEST = 2 ** 31 - 1;

/** @param onStall called once calls have waited for `seconds` without an answer */
export function stallTimer(seconds: number, onStall: () => void): StallTimer {
  let waiting = 0;
  let timer: NodeJS.Timeout | undefined;
  const restart = () => {
    clearTimeout(timer);
    timer = waiting > 0 ? setTimeout(onStall, Math.min(seconds * 1000, LONGEST)) : undefined;
  };
  return {
    begin() {
      if (++waiting === 1) restart();
    },
    end() {
      waiting = Math.max(0, waiting - 1);
      restart();
    },
  };
}

/** Resolves as `work` does, or rejects with `late()` after `seconds`; `work` itself goes on. */
export async function within<T>(work: Promise<T>, seconds: number, late: () => Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late()), seconds * 1000);
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
