/**
 * What a fuzz target is: a reader of ganport, bytes for it, and what it may throw. A target is a file
 * in targets/, whose default export is one; adding a file adds a target.
 */

/**
 * @typedef {object} Target
 * @property {string} about what it reads, for the table of results
 * @property {number} [share] how much of the time it gets, 1 unless given
 * @property {(folder: string) => Promise<OpenTarget>} open loads ganport; the folder is empty and for
 * files of the target
 */

/**
 * @typedef {object} OpenTarget
 * @property {import('fast-check').Arbitrary<Uint8Array>} cases mutated inputs
 * @property {(bytes: Uint8Array) => unknown} run reads the bytes, may return a promise, throws for a
 * wrong result
 */

/** The errors that ganport throws on purpose; each has a code. */
const deliberate = new Set([
  'BackendError',
  'CliError',
  'CommanderError',
  'CoreError',
  'ExportError',
  'GraphError',
  'InvalidArgumentError',
  'LabError',
  'ParityError',
  'RuntimeError',
  'WebError',
]);

/**
 * @param {unknown} thrown
 * @returns {boolean} whether a reader may throw this
 */
export function isDeliberate(thrown) {
  return (
    thrown instanceof Error &&
    deliberate.has(thrown.name === 'Error' ? thrown.constructor.name : thrown.name) &&
    'code' in thrown &&
    typeof thrown.code === 'string'
  );
}

/**
 * Throws when a result is not what it must be.
 * @param {boolean} condition
 * @param {string} what
 */
export function check(condition, what) {
  if (!condition) throw new Error(`wrong result: ${what}`);
}
