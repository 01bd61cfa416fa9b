/**
 * Runs tasks one after the other. ONNX Runtime's WebGPU sessions hang or crash when two runs
 * overlap, so every session owns a queue and computes only through it.
 */
import { RuntimeError } from './errors.ts';

export class Queue {
  #last: Promise<unknown> = Promise.resolve();
  #closing: Promise<void> | undefined;

  /**
   * Resolves as `task` does, which starts when all earlier ones have settled.
   * @throws RuntimeError `disposed` after close()
   */
  async add<T>(task: () => Promise<T>): Promise<T> {
    if (this.#closing) {
      throw new RuntimeError('disposed', 'session: used after dispose(); create a new one');
    }
    return this.#append(task);
  }

  /** Lets earlier tasks finish, then runs `last`, once; later calls wait for the same. */
  close(last: () => Promise<void>): Promise<void> {
    this.#closing ??= this.#append(last);
    return this.#closing;
  }

  #append<T>(task: () => Promise<T>): Promise<T> {
    const result = this.#last.then(task);
    // A failed task is its caller's concern; the next one starts all the same.
    this.#last = result.catch(() => undefined);
    return result;
  }
}
