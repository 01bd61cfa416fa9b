/** Random numbers that are a function of a seed and an index, so that any case can be run alone. */
import { createHash } from 'node:crypto';

/** @typedef {ReturnType<typeof randomOf>} Random */

/** @param {number} seed @param {string} campaign @param {number} index */
export function randomOf(seed, campaign, index) {
  let draws = 0;
  const uniform = () => {
    const text = `${seed}/${campaign}/${index}/${draws++}`;
    return createHash('sha256').update(text).digest().readUIntBE(0, 6) / 2 ** 48;
  };
  return {
    /** From 0 to below 1. */
    uniform,
    /** A whole number below `end`. @param {number} end */
    below: (end) => Math.floor(uniform() * end),
    /** @template T @param {readonly T[]} list @returns {T} */
    pick: (list) => /** @type {T} */ (list[Math.floor(uniform() * list.length)]),
  };
}
