/** Work that is asked for faster than it is done: the latest request is done, those between are not. */

/** @param onError receives what the work throws */
export function latest(work: () => Promise<void>, onError: (error: unknown) => void): () => void {
  let isBusy = false;
  let isWanted = false;
  const run = async (): Promise<void> => {
    isBusy = true;
    while (isWanted) {
      isWanted = false;
      await work().catch(onError);
    }
    isBusy = false;
  };
  return () => {
    isWanted = true;
    if (!isBusy) void run();
  };
}
