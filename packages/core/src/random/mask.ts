/** Masks for dropout, drawn in bulk: a DCGAN step draws 3.6 million numbers of masks. */
import { CoreError } from '../errors.ts';
import { fillWords, type RandomSource } from './random-source.ts';

/** Words drawn at a time, so that they stay in the first-level cache; a word decides two numbers. */
const BLOCK = 2048;

/**
 * Fills `out`: each number is `value` with the given probability, otherwise 0. Half a word decides, so
 * probabilities have a resolution of 2^-16.
 *
 * @throws CoreError 'bad-argument' unless probability is in [0, 1]
 */
export function fillMask(
  source: RandomSource,
  out: Float32Array,
  probability: number,
  value: number,
): void {
  if (!(probability >= 0 && probability <= 1)) {
    throw new CoreError('bad-argument', `mask: needs a probability in [0, 1], got ${probability}`);
  }
  const limit = Math.round(probability * 2 ** 16);
  // Selects all bits of the value or none, without a branch.
  const [bits = 0] = new Int32Array(Float32Array.of(value).buffer);
  const numbers = new Int32Array(out.buffer, out.byteOffset, out.length);
  const words = new Int32Array(BLOCK);
  for (let start = 0; start < numbers.length; start += 2 * BLOCK) {
    fillWords(source, words);
    const pairs = Math.min(BLOCK, Math.ceil((numbers.length - start) / 2));
    for (let i = 0; i < pairs; i++) {
      const word = words[i] as number; // In range: pairs ≤ BLOCK.
      const at = start + 2 * i;
      numbers[at] = (((word & 0xffff) - limit) >> 31) & bits;
      // Where the length is odd, the last write is past the end, which a typed array ignores.
      numbers[at + 1] = (((word >>> 16) - limit) >> 31) & bits;
    }
  }
}
