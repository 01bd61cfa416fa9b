/**
 * When a recording is computed although no value is read, so that a long loop has bounded memory and its graphs
 * bounded sizes. A recording of some length ends where the fewest tensors are waiting, if there are as few again
 * and again: between two iterations of a loop. Its pieces are then alike, and one model computes them all.
 */

/** From this length on, a recording may end between two iterations. */
const softKernels = 1024;
/** The length at which it ends anywhere. */
const hardKernels = 16384;
/** In a step of training, tensors become more and then fewer; in a loop, as few so often. */
const enoughIterations = 4;
/** Numbers that the program disposed of, and that the recording still needs. */
const maxHeldBytes = 2 ** 28;

export class RecordingLength {
  #kernels = 0;
  #heldBytes = 0;
  /** The fewest tensors that were waiting, apart from the start. */
  #fewest = Infinity;
  /** How often there were as few, with more between. */
  #iterations = 0;
  #waiting = 0;

  get kernels(): number {
    return this.#kernels;
  }

  add(): void {
    this.#kernels++;
  }

  hold(bytes: number): void {
    this.#heldBytes += bytes;
  }

  /**
   * Asked before each kernel.
   *
   * @param waiting tensors that would be computed now
   */
  isOver(waiting: number): boolean {
    if (this.#kernels >= softKernels / 2) this.#count(waiting);
    this.#waiting = waiting;
    const isBetween = waiting === this.#fewest && this.#iterations >= enoughIterations;
    return (
      (this.#kernels >= softKernels && isBetween) ||
      this.#kernels >= hardKernels ||
      this.#heldBytes >= maxHeldBytes
    );
  }

  #count(waiting: number): void {
    if (waiting < this.#fewest) {
      this.#fewest = waiting;
      this.#iterations = 0;
    } else if (waiting === this.#fewest && this.#waiting > waiting) {
      this.#iterations++;
    }
  }

  reset(): void {
    this.#kernels = 0;
    this.#heldBytes = 0;
    this.#fewest = Infinity;
    this.#iterations = 0;
  }
}
