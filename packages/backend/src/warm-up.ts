/**
 * The start of a program, before any graph of it is compiled. tfjs's own kernels then compute what is
 * larger, too: a graph takes longer to make and to load than they take for a few steps of a small network. What
 * is left to them is bounded by about what the first graphs would take, and a large kernel ends the start. It
 * ends between two steps where it can, since a graph of the rest of a step would be made for nothing.
 */

/** About 0.02 s. */
const maxKernelWork = 2 ** 20;
/** About 0.16 s. The graph of a small network's training step takes as long. */
const maxWork = 2 ** 23;
/** So many times `maxWork` are spent until a step has ended. */
const patience = 4;

export class WarmUp {
  readonly #work: number;
  #spent = 0;
  #isOver: boolean;

  /** @param work that is left to tfjs's kernels in all, in the unit of host-work.ts */
  constructor(work = maxWork) {
    this.#work = work;
    this.#isOver = work === 0;
  }

  /** Whether tfjs is to compute a kernel; infinite work is not known, and decides nothing. */
  takes(work: number): boolean {
    if (this.#isOver || work === Infinity) return false;
    const wasSpent = this.#spent >= this.#work;
    this.#spent += work;
    this.#isOver = work > maxKernelWork || this.#spent > patience * this.#work;
    if (!wasSpent && this.#spent >= this.#work) queueMicrotask(() => this.pause());
    return !this.#isOver;
  }

  /** Between two steps: where the program reads a value or waits. */
  pause(): void {
    if (this.#spent >= this.#work) this.#isOver = true;
  }
}
