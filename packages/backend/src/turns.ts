/**
 * Work on shared things, in the order in which it is requested: work waits for all earlier work that
 * shares a key with it. Keys are taken at once and together, so two pieces of work never wait for each
 * other.
 */
const lastWork = new WeakMap<object, Promise<unknown>>();

/** Runs `work` after the earlier work on each of `keys`, whether that succeeded or not. */
export function inTurn<T>(keys: Iterable<object>, work: () => Promise<T>): Promise<T> {
  const all = new Set(keys);
  const earlier = new Set<Promise<unknown>>();
  for (const key of all) {
    const before = lastWork.get(key);
    if (before) earlier.add(before);
  }
  const result = Promise.all(earlier).then(work);
  const over = result.then(
    () => undefined,
    () => undefined,
  );
  for (const key of all) lastWork.set(key, over);
  return result;
}
