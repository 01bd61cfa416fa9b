/**
 * jasmine without its command line, so that the same code runs in Node and in a page. It must be loaded
 * before tfjs's test files, which use its functions as globals.
 */
import jasmineRequire from 'jasmine-core/lib/jasmine-core/jasmine.js';

const jasmine = jasmineRequire.core(jasmineRequire);
export const env = jasmine.getEnv();

/** Milliseconds that a case may take. Sessions on a processor that acts as a graphics card are slow. */
export function setTimeLimit(milliseconds: number): void {
  jasmine.DEFAULT_TIMEOUT_INTERVAL = milliseconds;
}

/** tfjs's files set limits of their own, for backends that need no sessions; this one keeps them. */
const seenByTests: object = Object.create(jasmine, {
  DEFAULT_TIMEOUT_INTERVAL: { value: 0, writable: true },
});

Object.assign(globalThis, jasmineRequire.interface(jasmine, env), { jasmine: seenByTests });
