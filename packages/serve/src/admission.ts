/**
 * The gate that every request passes before its body is read. It bounds how many requests are under way
 * and how many bytes they bring, so a flood of requests costs its senders a 429 and the server nothing.
 */
import type { ServeLimits } from './limits.ts';

export interface Admission {
  /** The requests that are under way. */
  readonly requests: number;
  /** The bytes of their bodies. */
  readonly bytes: number;
  /** Lets a request in, or not. The result, called once, lets it out again. */
  enter(bytes: number): (() => void) | undefined;
}

export function createAdmission(
  limits: Pick<ServeLimits, 'maxQueue' | 'maxQueueBytes'>,
): Admission {
  let requests = 0;
  let held = 0;
  return {
    get requests() {
      return requests;
    },
    get bytes() {
      return held;
    },
    enter(bytes) {
      // A request that is larger than the limit of all is let in alone.
      const isTooMuch = requests > 0 && held + bytes > limits.maxQueueBytes;
      if (requests >= limits.maxQueue || isTooMuch) return undefined;
      requests++;
      held += bytes;
      let isIn = true;
      return () => {
        if (!isIn) return;
        isIn = false;
        requests--;
        held -= bytes;
      };
    },
  };
}
