/** Prefetching: batches are read ahead while a step computes. */

export interface Prefetched<T> {
  /** The next item, in order. Rejects when its loading has failed. */
  next(): Promise<T>;
  /** Seconds that callers of next() waited for loading, without the first item. */
  readonly waited: number;
}

/**
 * Loads the items `first`, `first + 1`, … of a sequence, up to `ahead` of them before they are
 * requested.
 *
 * @param end the number after the last item; next() must not be called for it
 */
export function prefetch<T>(
  load: (number: number) => Promise<T>,
  { first, end = Infinity, ahead = 2 }: { first: number; end?: number; ahead?: number },
): Prefetched<T> {
  const loading: { readonly item: Promise<T>; readonly isLoaded: () => boolean }[] = [];
  let started = first;
  let taken = first;
  let waited = 0;
  let before: Promise<unknown> = Promise.resolve();
  const fill = (): void => {
    while (started < end && started < taken + ahead) {
      const item = load(started++);
      let loaded = false;
      const settle = (): void => {
        loaded = true;
      };
      // next() reports a failure, when it is this item's turn.
      item.then(settle, settle);
      loading.push({ item, isLoaded: () => loaded });
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
      if (!next) throw new RangeError(`prefetch: there is no item after number ${number - 1}`);
      const waits = number > first && !next.isLoaded();
      const since = performance.now();
      // Concurrent callers get their items in order, whichever is loaded first.
      const turn = before.then(() => next.item);
      before = turn.catch(() => undefined);
      const value = await turn;
      if (waits) waited += (performance.now() - since) / 1000;
      return value;
    },
  };
}
