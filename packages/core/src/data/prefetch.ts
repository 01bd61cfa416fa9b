/** Batches that are read ahead while a step computes, and how long steps waited for them all the same. */

export interface Prefetched<T> {
  /** The next one, in order. Its failure is told here, in its turn. */
  next(): Promise<T>;
  /** Seconds that next() took where what it gives was not there yet; the first is left out. */
  readonly waited: number;
}

/**
 * Loads numbers `first`, `first + 1`, … of a sequence, `ahead` of them at a time before they are
 * asked for.
 *
 * @param end the first number that is not loaded; next() must not be called for it
 */
export function prefetch<T>(
  load: (number: number) => Promise<T>,
  { first, end = Infinity, ahead = 2 }: { first: number; end?: number; ahead?: number },
): Prefetched<T> {
  const loading: { readonly item: Promise<T>; readonly isThere: () => boolean }[] = [];
  let started = first;
  let taken = first;
  let waited = 0;
  let before: Promise<unknown> = Promise.resolve();
  const fill = (): void => {
    while (started < end && started < taken + ahead) {
      const item = load(started++);
      let there = false;
      const arrived = (): void => {
        there = true;
      };
      // A failure is told by next(), when it is this one's turn.
      item.then(arrived, arrived);
      loading.push({ item, isThere: () => there });
    }
  };
  fill();
  return {
    get waited() {
      return waited;
    },
    async next() {
      const number = taken++;
      fill();
      const next = loading.shift();
      if (!next) throw new RangeError(`prefetch: nothing is left after number ${number - 1}`);
      const waits = number > first && !next.isThere();
      const since = performance.now();
      // Two callers at once get theirs one after the other, whichever is loaded first.
      const turn = before.then(() => next.item);
      before = turn.catch(() => undefined);
      const value = await turn;
      if (waits) waited += (performance.now() - since) / 1000;
      return value;
    },
  };
}
