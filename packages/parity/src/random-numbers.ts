/** Seeded random numbers for inputs: the same on every machine. Not for cryptography. */

export interface RandomNumbers {
  /** In [min, max). */
  uniform(min: number, max: number): number;
  /** A whole number from `from` to below `below`. */
  whole(from: number, below: number): number;
  /** Standard normal. */
  normal(): number;
}

/**
 * @param seed a whole number from 0 to 2^53 - 1
 * @param stream numbers of other streams are independent
 */
export function randomNumbers(seed: number, stream: number): RandomNumbers {
  const next = mulberry32(mixed(seed % 2 ** 32, Math.floor(seed / 2 ** 32) + 977 * stream));
  const uniform = (min: number, max: number) => min + (max - min) * next();
  return {
    uniform,
    whole: (from, below) => Math.min(below - 1, Math.floor(uniform(from, below))),
    normal: normals(next),
  };
}

/** Pairs by Box and Muller 1958; the logarithm's argument is in (0, 1]. */
function normals(next: () => number): () => number {
  let spare: number | undefined;
  return () => {
    if (spare !== undefined) {
      const second = spare;
      spare = undefined;
      return second;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - next()));
    const angle = 2 * Math.PI * next();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
}

/** One 32-bit state of two numbers, by the finalizer of MurmurHash3. */
function mixed(a: number, b: number): number {
  let bits = Math.imul(a | 0, 0x9e3779b1) ^ Math.imul(b | 0, 0x85ebca77);
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}

/** Numbers in [0, 1): the generator mulberry32, whose 32-bit state passes every seed once. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}
