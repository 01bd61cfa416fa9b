/**
 * jasmine without its command line, so that the same code runs in Node and in a page. It must be loaded
 * before tfjs's test files, which use its functions as globals.
 */
import jasmineRequire from 'jasmine-core/lib/jasmine-core/jasmine.js';

const jasmine = jasmineRequire.core(jasmineRequire);
export const env = jasmine.getEnv();

let timeLimit = 60_000;

/** Milliseconds that a case may take. Sessions on a processor that acts as a graphics card are slow. */
export function setTimeLimit(milliseconds: number): void {
  timeLimit = milliseconds;
}

// tfjs's files set limits of their own, for backends that need no sessions.
Object.defineProperty(jasmine, 'DEFAULT_TIMEOUT_INTERVAL', {
  get: () => timeLimit,
  set: () => undefined,
});

Object.assign(globalThis, jasmineRequire.interface(jasmine, env), { jasmine });
