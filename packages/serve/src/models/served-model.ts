/** One model of the server: its workers, the queue in front of them, and what is known of it. */
import { type NoiseGenerator, openModel } from '@ganport/lab';
import { noiseGeneratorOn } from '@ganport/lab/internal';
import { type Provider, RuntimeError, type TensorMap, type ValueInfo } from '@ganport/runtime';
import { checkFeeds, checkFetches } from '@ganport/runtime/internal';
import { createBatcher, type Outputs } from '../batching/batcher.ts';
import { rowsOf } from '../batching/rows.ts';
import { HttpProblem } from '../problem.ts';
import type { ServeLimits } from '../limits.ts';
import type { NamedPath } from './model-name.ts';
import { batchProblem } from './row-independence.ts';
import { startWorker, type Worker } from './worker.ts';

export interface ModelOptions {
  readonly limits: ServeLimits;
  /** Milliseconds that a request waits for others. */
  readonly maxDelay: number;
  /** Processes that compute the model. */
  readonly instances: number;
  readonly providers?: readonly Provider[];
  /** Threads of each process. */
  readonly threads?: number;
  /** Bytes of each process. */
  readonly memoryLimit?: number;
  readonly onRun?: (model: string, rows: number, requests: number) => void;
  readonly onRestart?: (model: string, reason: Error) => void;
}

export interface ServedModel {
  readonly name: string;
  /** The run folder or file; for logs. */
  readonly path: string;
  readonly provider: Provider;
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
  /** Why requests are not computed together; undefined where they are. */
  readonly alone: string | undefined;
  /** Draws images, where the model is a generator of images. */
  readonly generator: NoiseGenerator | undefined;
  readonly isReady: boolean;
  /** The requests that wait. */
  readonly waiting: number;
  /**
   * Computes a request, perhaps together with others.
   *
   * @param fetches the outputs; all when not given
   * @throws HttpProblem 400 for a request of too many rows; RuntimeError; the reason of the signal
   */
  infer(
    feeds: TensorMap,
    fetches: readonly string[] | undefined,
    signal: AbortSignal,
  ): Promise<Outputs>;
  dispose(): Promise<void>;
}

/** @throws as openModel and createSession */
export async function openServed(
  { name, path }: NamedPath,
  options: ModelOptions,
): Promise<ServedModel> {
  const { limits, maxDelay, instances, providers, threads, memoryLimit } = options;
  const opened = await openModel(path);
  const workers: Worker[] = [];
  const dispose = async (): Promise<void> => {
    await Promise.all(workers.map((worker) => worker.dispose()));
  };
  const start = async (): Promise<void> => {
    const worker = await startWorker(opened.source, {
      limits: { timeLimit: limits.timeLimit, ...(memoryLimit !== undefined && { memoryLimit }) },
      ...(providers && { providers }),
      ...(threads !== undefined && { threads }),
      onRestart: (reason) => options.onRestart?.(name, reason),
    });
    workers.push(worker);
  };
  try {
    await start();
    const [first] = workers as [Worker];
    const alone = await batchProblem(opened.model, (feeds) => first.run(feeds));
    await Promise.all(Array.from({ length: instances - 1 }, start));

    const free = [...workers];
    const batcher = createBatcher({
      workers: instances,
      maxRows: limits.maxBatch,
      maxDelay,
      onRun: (rows, requests) => options.onRun?.(name, rows, requests),
      async run(feeds, fetches) {
        // The batcher runs no more batches at once than there are workers.
        const worker = free.pop() ?? first;
        try {
          return await worker.run(feeds, fetches);
        } finally {
          free.push(worker);
        }
      },
    });

    const infer: ServedModel['infer'] = async (feeds, wanted, signal) => {
      checkFeeds(first.inputs, feeds);
      const fetches = checkFetches(first.outputs, wanted);
      if (fetches.length === 0) return {};
      const rows = alone === undefined ? rowsOf(feeds) : 1;
      if (rows === undefined) {
        throw new HttpProblem(400, 'the inputs must have the same number of rows (first axis)');
      }
      if (rows > limits.maxBatch) {
        const message = `${rows} rows in one request, and at most ${limits.maxBatch} are taken; send several requests`;
        throw new HttpProblem(400, message);
      }
      const key = alone === undefined && rows > 0 ? keyOf(feeds, fetches) : undefined;
      try {
        return await batcher.submit({ feeds, fetches, rows, key, signal });
      } catch (thrown) {
        throw withoutPath(thrown, name, path);
      }
    };
    const never = new AbortController().signal;
    const generator = await noiseGeneratorOn(opened, {
      provider: first.provider,
      run: (feeds, fetches) => infer(feeds, fetches, never),
      dispose: async () => undefined,
    }).catch(() => undefined);

    return {
      name,
      path,
      provider: first.provider,
      inputs: first.inputs,
      outputs: first.outputs,
      alone,
      generator,
      get isReady() {
        return workers.some((worker) => worker.isReady);
      },
      get waiting() {
        return batcher.waiting;
      },
      infer,
      dispose,
    };
  } catch (thrown) {
    await dispose();
    throw thrown;
  }
}

/** An error for clients, who know the model by its name and not by its file. */
function withoutPath(thrown: unknown, name: string, path: string): unknown {
  if (!(thrown instanceof RuntimeError)) return thrown;
  return new RuntimeError(thrown.code, thrown.message.replaceAll(path, name), { cause: thrown });
}

/** What requests must have in common to be computed together: all axes but the first, and the outputs. */
function keyOf(feeds: TensorMap, fetches: readonly string[]): string {
  const names = Object.keys(feeds).toSorted();
  return JSON.stringify([names.map((name) => [name, feeds[name]?.dims.slice(1)]), fetches]);
}
