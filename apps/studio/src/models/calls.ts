/** Calls of a worker's methods, one after the other, and their answers. */

import { text } from '../text.ts';

/** Methods by name. Each takes one argument, and arguments and answers are plain data. */
type AnyMethods = { [name: string]: (argument: never) => Promise<unknown> };

interface Call {
  readonly id: number;
  readonly method: string;
  readonly argument: unknown;
}

type Answer = { readonly id: number } & ({ readonly result: unknown } | { readonly error: string });

/** The worker's end. */
export function answerCalls(methods: AnyMethods): void {
  let last: Promise<void> = Promise.resolve();
  const answer = async ({ id, method, argument }: Call): Promise<void> => {
    try {
      const result = await methods[method]?.(argument as never);
      postMessage({ id, result } satisfies Answer);
    } catch (error) {
      postMessage({ id, error: lineOf(error) } satisfies Answer);
    }
  };
  addEventListener('message', ({ data }: MessageEvent<Call>) => {
    last = last.then(() => answer(data));
  });
}

/** The first line of what was thrown. */
export function lineOf(thrown: unknown): string {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return message.split('\n', 1)[0] ?? '';
}

export interface Caller<Methods extends object> {
  readonly call: Methods;
  /** Ends the worker; calls under way are answered by an error. */
  close(): void;
}

/**
 * The page's end.
 *
 * @param start makes the worker: at once, and for the next call after one that did not load
 * @param names of the methods
 */
export function callWorker<Methods extends object>(
  start: () => Worker,
  names: readonly (keyof Methods & string)[],
): Caller<Methods> {
  const waiting = new Map<number, (answer: Answer) => void>();
  let calls = 0;
  const end = (error: string): void => {
    for (const [id, settle] of waiting) settle({ id, error });
    waiting.clear();
  };
  const started = (): Worker => {
    const next = start();
    next.addEventListener('message', ({ data }: MessageEvent<Answer>) => {
      waiting.get(data.id)?.(data);
      waiting.delete(data.id);
    });
    next.addEventListener('error', ({ message }) => {
      // Without a message it did not load.
      if (!message) worker = undefined;
      end(message || text.models.notLoaded);
    });
    return next;
  };
  let worker: Worker | undefined = started();
  const method = (name: string) => (argument: unknown) =>
    new Promise((resolve, reject) => {
      const id = ++calls;
      waiting.set(id, (answer) => {
        if ('error' in answer) reject(new Error(answer.error));
        else resolve(answer.result);
      });
      worker ??= started();
      worker.postMessage({ id, method: name, argument } satisfies Call, []);
    });
  const call = Object.fromEntries(names.map((name) => [name, method(name)])) as Methods;
  return {
    call,
    close() {
      worker?.terminate();
      end(STOPPED);
    },
  };
}

/** The error of calls whose worker was ended by the page. */
export const STOPPED = 'stopped';
