/**
 * When a report is due by the clock: the first a few seconds after the start, then at intervals that
 * double up to a minute. Reports by steps come beside these; the rows of metrics know nothing of it.
 */

/** In milliseconds. */
const FIRST = 4000;
const LONGEST = 60_000;

export interface ReportPace {
  /** Whether a report is due; counts as made where it is. */
  isDue(): boolean;
  /** A report was made for another reason; the next one by the clock is an interval away. */
  reported(): void;
}

/** @param now in milliseconds, from any start */
export function reportPace(now: () => number): ReportPace {
  let interval = FIRST;
  let next = now() + FIRST;
  return {
    isDue() {
      if (now() < next) return false;
      interval = Math.min(2 * interval, LONGEST);
      next = now() + interval;
      return true;
    },
    reported() {
      next = now() + interval;
    },
  };
}
