/**
 * Runs tasks one after the other. ONNX Runtime's WebGPU sessions hang or crash when two runs
 * overlap, so every session owns a queue and computes only through it; in a browser the sessions of
 * a page share one more, since there even two sessions must not compute at the same time.
 */
import { RuntimeError } from './errors.ts';

/** Starts `task` when its turn comes and resolves as it does. */
export type Turn = <T>(task: () => Promise<T>) => Promise<T>;

/** A line in which each task waits until all earlier ones have settled. */
export function line(): Turn {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const result = last.then(task);
    // A failed task is its caller's concern; the next one starts all the same.
    last = result.catch(() => undefined);
    return result;
  };
}

/** A line that can be closed. */
export class Queue {
  readonly #turn: Turn = line();
  #closing: Promise<void> | undefined;

  /**
   * Resolves as `task` does, which starts when all earlier ones have settled.
   * @throws RuntimeError `disposed` after close()
   */
  async add<T>(task: () => Promise<T>): Promise<T> {
    if (this.#closing) {
      throw new RuntimeError('disposed', 'session: used after dispose(); create a new one');
    }
    return this.#turn(task);
  }

  /** Lets earlier tasks finish, then runs `last`, once; later calls wait for the same. */
  close(last: () => Promise<void>): Promise<void> {
    this.#closing ??= this.#turn(last);
    return this.#closing;
  }
}
