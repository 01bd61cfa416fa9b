/** Random permutations. */
import { fillWords, type RandomSource } from './random-source.ts';

/**
 * A uniformly random permutation of 0 … n − 1, by the Fisher–Yates shuffle in Durstenfeld's form. Each
 * choice is exactly uniform: it is the top bits of a word, drawn again when out of range.
 */
export function shuffle(source: RandomSource, n: number): Int32Array {
  const order = new Int32Array(n);
  for (let i = 0; i < n; i++) order[i] = i;
  const words = new Int32Array(Math.min(2 * n, 1024));
  let used = words.length;
  for (let last = n - 1; last > 0; last--) {
    const shift = Math.clz32(last);
    let chosen: number;
    do {
      if (used === words.length) {
        fillWords(source, words);
        used = 0;
      }
      chosen = (words[used++] as number) >>> shift; // In range: used < words.length, and n > 1 here.
    } while (chosen > last);
    const swapped = order[last] as number; // In range: chosen <= last < n.
    order[last] = order[chosen] as number;
    order[chosen] = swapped;
  }
  return order;
}
