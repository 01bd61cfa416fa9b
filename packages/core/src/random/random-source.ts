/**
 * The sources of all random numbers of a run. A source is derived from (seed, purpose, step, draw)
 * alone, so any draw of any step can be repeated without the draws before it, and a resumed run
 * continues bit for bit. Distributions and permutations, which are drawn from a source, have files of
 * their own.
 */
import { CoreError } from '../errors.ts';
import { threefry2x32 } from './threefry.ts';

/** How numbers are derived. Checkpoints store it; its version increases when a draw changes. */
export const RANDOMNESS = 'threefry2x32-20/sfc32/2';

/** The state of an sfc32 generator, a, b, c and its counter, which every draw advances. */
export interface RandomSource {
  readonly state: Int32Array;
}

/**
 * The source of one draw. Sources that differ in any argument are independent.
 *
 * @param seed the run's seed, an integer in [0, 2^53)
 * @param purpose what is drawn, such as 'weights' or 'noise'
 * @param step the training step, an integer in [0, 2^32)
 * @param draw the number of the draw in its step and purpose, an integer in [0, 2^31)
 * @throws CoreError 'bad-argument' for a number outside its range
 */
export function keyed(seed: number, purpose: string, step = 0, draw = 0): RandomSource {
  checkInteger('seed', seed, Number.MAX_SAFE_INTEGER);
  checkInteger('step', step, 2 ** 32 - 1);
  checkInteger('draw', draw, 2 ** 31 - 1);
  const seedKey = [seed % 2 ** 32, Math.floor(seed / 2 ** 32)] as const;
  const key = threefry2x32(seedKey, [fnv1a(purpose), 0]);
  const [a, b] = threefry2x32(key, [step, 2 * draw]);
  const [c] = threefry2x32(key, [step, 2 * draw + 1]);
  return sfc32(a, b, c);
}

/**
 * C. Doty-Humphrey's sfc32 (PractRand 0.94, shifts 21, 9 and 3), with its twelve warm-up rounds. Its
 * period is at least 2^32, for any three words.
 */
export function sfc32(a: number, b: number, c: number): RandomSource {
  const source = { state: Int32Array.of(a, b, c, 1) };
  fillWords(source, new Int32Array(12));
  return source;
}

/** Fills `out` with the source's next 32-bit words. V8 is twice as fast with a single array type. */
export function fillWords({ state }: RandomSource, out: Int32Array): void {
  // V8 keeps local variables in registers. The state always has four words.
  let a = state[0] as number;
  let b = state[1] as number;
  let c = state[2] as number;
  let counter = state[3] as number;
  for (let i = 0; i < out.length; i++) {
    const word = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + word) | 0;
    out[i] = word;
  }
  state[0] = a;
  state[1] = b;
  state[2] = c;
  state[3] = counter;
}

/** The 32-bit FNV-1a hash of a string's UTF-8 bytes (RFC 9923). */
function fnv1a(text: string): number {
  return new TextEncoder()
    .encode(text)
    .reduce((hash, byte) => Math.imul(hash ^ byte, 0x01000193) >>> 0, 0x811c9dc5);
}

function checkInteger(name: string, value: number, max: number): void {
  if (!Number.isInteger(value) || value < 0 || value > max) {
    throw new CoreError(
      'bad-argument',
      `${name}: must be an integer from 0 to ${max}, got ${value}`,
    );
  }
}
