/**
 * Two domains of images: MNIST's digits twice as large in gray on black, and the same in color on
 * white. As [1, 64, 64, 3] in [-1, 1], one digit after the other; the same numbers as domains.py's.
 */
import { readFileSync } from 'node:fs';

export const size = 64;
const [digit, margin, channels] = [28, 4, 3];
/** What a channel of B is of A's. */
const tints = [-1, -0.5, 0.5];

/**
 * @param {string} path an IDX file of images
 * @returns {() => { a: Float32Array, b: Float32Array }} the next pair: neighbours, not the same digit
 */
export function pairs(path) {
  const pixels = readFileSync(path).subarray(16);
  const count = pixels.length / digit ** 2;
  let next = 0;
  /** @param {number} index @param {readonly number[]} factors */
  const image = (index, factors) =>
    Float32Array.from({ length: size * size * channels }, (_, i) => {
      const [y, x] = [Math.floor(i / channels / size), Math.floor(i / channels) % size];
      const [row, column] = [Math.floor((y - margin) / 2), Math.floor((x - margin) / 2)];
      const isInside = Math.min(row, column) >= 0 && Math.max(row, column) < digit;
      const value = isInside ? (pixels[(index * digit + row) * digit + column] ?? 0) : 0;
      return (value / 127.5 - 1) * (factors[i % channels] ?? 1);
    });
  return () => {
    next = (next + 2) % count;
    return { a: image(next, [1, 1, 1]), b: image(next + 1, tints) };
  };
}
