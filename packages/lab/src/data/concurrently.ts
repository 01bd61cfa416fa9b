/** Work on many items, a few at a time: images are decoded on a handful of threads. */

/** Twice libuv's four threads, so that none of them is idle. */
const AT_ONCE = 8;

/** Maps items concurrently; the results are in the order of the items. */
export async function concurrently<T, R>(
  items: readonly T[],
  work: (item: T, index: number) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < items.length) {
      const index = next++;
      results[index] = await work(items[index] as T, index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, worker));
  return results;
}
