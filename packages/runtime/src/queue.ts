/**
 * Runs tasks one after the other. ONNX Runtime's WebGPU sessions hang or crash when two runs
 * overlap, so every session has a queue and computes only through it. In a browser all sessions of a
 * page share one more serializer, because there even two sessions must not compute at the same time.
 */
import { RuntimeError } from './errors.ts';

/** Starts `task` when all earlier tasks have settled, and resolves as it does. */
export type Serialize = <T>(task: () => Promise<T>) => Promise<T>;

/** A new sequence of tasks. A task that fails does not stop the next one. */
export function createSerializer(): Serialize {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const result = last.then(task);
    last = result.catch(() => undefined);
    return result;
  };
}

/** A sequence of tasks that can be closed. */
export class Queue {
  readonly #serialize: Serialize = createSerializer();
  #closing: Promise<void> | undefined;

  /**
   * Resolves as `task` does, which starts when all earlier tasks have settled.
   * @throws RuntimeError `disposed` after close()
   */
  async add<T>(task: () => Promise<T>): Promise<T> {
    if (this.#closing) {
      throw new RuntimeError('disposed', 'session: used after dispose(); create a new one');
    }
    return this.#serialize(task);
  }

  /** Lets earlier tasks finish, then runs `last`, once; later calls wait for the same. */
  close(last: () => Promise<void>): Promise<void> {
    this.#closing ??= this.#serialize(last);
    return this.#closing;
  }
}
