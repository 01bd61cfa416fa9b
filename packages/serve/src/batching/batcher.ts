/**
 * Dynamic batching: requests that wait are computed together, as many as fit, because one run of 64 rows
 * takes far less time than 64 runs. A request waits until a worker is free, or for `maxDelay`; it never
 * waits for a full batch while a worker is busy elsewhere. A batch that fails is computed again request by
 * request, so that one bad request fails alone.
 */
import type { HostTensor, TensorMap } from '@ganport/runtime';
import { joinRows, splitRows } from './rows.ts';

export type Outputs = Record<string, HostTensor>;

export interface BatchRequest {
  readonly feeds: TensorMap;
  readonly fetches: readonly string[];
  readonly rows: number;
  /** Requests of one key can be computed together; undefined: always alone. */
  readonly key: string | undefined;
  /** Ends the wait: the client has gone, or its time is over. */
  readonly signal: AbortSignal;
}

export interface BatcherOptions {
  /** Computes one batch. */
  run(feeds: TensorMap, fetches: readonly string[]): Promise<Outputs>;
  /** The number of batches that are computed at once. */
  readonly workers: number;
  /** The most rows of a batch. */
  readonly maxRows: number;
  /** Milliseconds that a request waits for others while a worker is free. */
  readonly maxDelay: number;
  /** Called for each run. */
  onRun?(rows: number, requests: number): void;
}

export interface Batcher {
  /** The requests that wait. */
  readonly waiting: number;
  /** @throws what `run` throws, and the reason of the signal */
  submit(request: BatchRequest): Promise<Outputs>;
}

interface Waiting extends BatchRequest {
  resolve(outputs: Outputs): void;
  reject(reason: unknown): void;
}

export function createBatcher(options: BatcherOptions): Batcher {
  const { run, workers, maxRows, maxDelay, onRun } = options;
  const queue: Waiting[] = [];
  let idle = workers;
  let timer: NodeJS.Timeout | undefined;

  /** The next request with those that can be computed with it, in their order. */
  const take = (): Waiting[] => {
    const [first] = queue;
    if (!first) return [];
    const batch: Waiting[] = [];
    let rows = 0;
    for (let i = 0; i < queue.length;) {
      const request = queue[i] as Waiting;
      const fits = request === first || (first.key !== undefined && request.key === first.key);
      if (fits && rows + request.rows <= Math.max(maxRows, first.rows)) {
        rows += request.rows;
        batch.push(request);
        queue.splice(i, 1);
      } else {
        i++;
      }
      if (first.key === undefined || rows >= maxRows) break;
    }
    return batch;
  };

  const compute = async (batch: readonly Waiting[]): Promise<void> => {
    const rows = batch.map((request) => request.rows);
    onRun?.(
      rows.reduce((sum, count) => sum + count, 0),
      batch.length,
    );
    const [first] = batch;
    if (!first) return;
    try {
      const feeds = joinRows(batch.map((request) => request.feeds));
      const outputs = await run(feeds, first.fetches);
      if (batch.length === 1) {
        first.resolve(outputs);
        return;
      }
      const parts = splitRows(outputs, rows);
      if (!parts) throw new Error('an output has other rows than the inputs');
      for (const [i, request] of batch.entries()) request.resolve(parts[i] ?? {});
    } catch (thrown) {
      if (batch.length === 1) {
        first.reject(thrown);
        return;
      }
      for (const request of batch) {
        if (!request.signal.aborted) await compute([request]);
      }
    }
  };

  const start = (): void => {
    clearTimeout(timer);
    timer = undefined;
    while (idle > 0 && queue.length > 0) {
      idle--;
      void compute(take()).finally(() => {
        idle++;
        start();
      });
    }
  };

  /** Whether the requests that wait fill a batch. */
  const isFull = () => queue.reduce((sum, { rows }) => sum + rows, 0) >= maxRows;

  const schedule = (): void => {
    if (idle === 0) return;
    if (maxDelay === 0 || isFull()) start();
    else timer ??= setTimeout(start, maxDelay);
  };

  return {
    get waiting() {
      return queue.length;
    },
    submit(request) {
      return new Promise((resolve, reject) => {
        const { signal } = request;
        const settled =
          <T>(settle: (value: T) => void) =>
          (value: T): void => {
            signal.removeEventListener('abort', leave);
            settle(value);
          };
        const waiting: Waiting = {
          ...request,
          resolve: settled(resolve),
          reject: settled(reject),
        };
        const leave = (): void => {
          const at = queue.indexOf(waiting);
          if (at >= 0) queue.splice(at, 1);
          reject(signal.reason as unknown);
        };
        if (signal.aborted) {
          leave();
          return;
        }
        signal.addEventListener('abort', leave, { once: true });
        queue.push(waiting);
        schedule();
      });
    },
  };
}
