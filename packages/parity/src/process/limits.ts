/**
 * How much time and memory a child process may take for a model. A model file is a program of
 * someone else's: it can ask for endless loops and for any amount of memory.
 */
import { totalmem } from 'node:os';
import { RuntimeError } from '@ganport/runtime';

export interface ProcessLimits {
  /** Seconds that opening a model, or one run of it, may take; 120 unless given. */
  readonly timeLimit?: number;
  /**
   * Bytes of main memory that the process may hold (its resident set); half of the machine's memory,
   * and at most 8 GiB, unless given. Memory of a graphics card is not counted.
   */
  readonly memoryLimit?: number;
}

const GIBIBYTE = 2 ** 30;

export function completeLimits({ timeLimit, memoryLimit }: ProcessLimits): Required<ProcessLimits> {
  return { timeLimit: timeLimit ?? 120, memoryLimit: memoryLimit ?? defaultMemory() };
}

function defaultMemory(): number {
  // Zero, or more than the machine has, where no container sets a limit.
  const constrained = process.constrainedMemory() || Infinity;
  return Math.floor(Math.min(8 * GIBIBYTE, Math.min(totalmem(), constrained) / 2));
}

/** For people: `1.5 GiB`, `512 MiB`. */
export function formatBytes(bytes: number): string {
  const [divisor, unit] = bytes >= GIBIBYTE ? [GIBIBYTE, 'GiB'] : [2 ** 20, 'MiB'];
  return `${Number((bytes / divisor).toFixed(1))} ${unit}`;
}

/** What the guard of a child process writes to stderr before it ends the process. */
export const memoryMark = 'ganport: memory limit';

/** The error of what took longer than it may. */
export function tooLong(seconds: number): RuntimeError {
  const message = `computed for ${seconds} s without a result and was stopped; if it needs longer, raise --time-limit (timeLimit)`;
  return new RuntimeError('time-limit', message);
}

/** The error of what took more memory than it may. */
export function tooLarge(bytes: number): RuntimeError {
  const message = `needed more than ${formatBytes(bytes)} of memory and was stopped; if it may take more, raise --memory-limit (memoryLimit)`;
  return new RuntimeError('memory-limit', message);
}
