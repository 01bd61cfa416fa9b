/** Work that is asked for faster than it can be done: one at a time, and only the latest that waits. */

/**
 * @param work what to do with a request
 * @param onError receives what `work` throws
 * @returns takes a request; one that still waits is dropped for it
 */
export function latest<T>(
  work: (request: T) => Promise<void>,
  onError: (thrown: unknown) => void,
): (request: T) => void {
  let waiting: { readonly request: T } | undefined;
  let isBusy = false;
  const workAll = async (): Promise<void> => {
    isBusy = true;
    while (waiting) {
      const { request } = waiting;
      waiting = undefined;
      try {
        await work(request);
      } catch (thrown) {
        onError(thrown);
      }
    }
    isBusy = false;
  };
  return (request) => {
    waiting = { request };
    if (!isBusy) void workAll();
  };
}
