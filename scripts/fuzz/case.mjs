/** The case of an index: the same for the same target, seed and index, on every machine. */
import fc from 'fast-check';

/**
 * @param {import('./target.mjs').OpenTarget} target
 * @param {string} name @param {number} seed @param {number} index
 * @returns {Uint8Array}
 */
export function caseOf({ cases }, name, seed, index) {
  let hash = seed | 0;
  for (const part of [...Buffer.from(name), index]) {
    hash = Math.imul(hash ^ part, 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  const [bytes] = fc.sample(cases, { seed: hash, numRuns: 1 });
  return bytes ?? new Uint8Array();
}
