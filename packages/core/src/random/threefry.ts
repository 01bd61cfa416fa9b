/**
 * Threefry-2x32 with 20 rounds: a keyed permutation of 64-bit counters whose outputs cannot be
 * distinguished from random ones. It derives an independent stream for each (seed, purpose, step,
 * draw). The numbers within a stream come from sfc32, which is faster.
 *
 * Source: J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, "Parallel random numbers: as easy as
 * 1, 2, 3", SC11, sections 3.2 and 4.2.
 */

/** Two 32-bit words, each taken modulo 2^32. */
export type Block = readonly [number, number];

/** Skein's key-schedule constant, C240 in Threefish, truncated to 32 bits. */
const PARITY = 0x1bd11bda;

/** Left rotations of the second word, one per round, repeated every eight rounds (table 2). */
const ROTATIONS = [13, 15, 26, 6, 17, 29, 16, 24] as const;

const ROUNDS = 20;

/** Encrypts `counter` with `key`; the result's words are in [0, 2^32). */
export function threefry2x32([k0, k1]: Block, [c0, c1]: Block): Block {
  const schedule = [k0 | 0, k1 | 0, PARITY ^ k0 ^ k1] as const;
  let x = (c0 + k0) | 0;
  let y = (c1 + k1) | 0;
  for (let round = 0; round < ROUNDS; round++) {
    const rotation = ROTATIONS[(round % 8) as 0];
    x = (x + y) | 0;
    y = ((y << rotation) | (y >>> (32 - rotation))) ^ x;
    if (round % 4 === 3) {
      const injection = (round + 1) / 4;
      x = (x + schedule[(injection % 3) as 0]) | 0;
      y = (y + schedule[((injection + 1) % 3) as 0] + injection) | 0;
    }
  }
  return [x >>> 0, y >>> 0];
}
