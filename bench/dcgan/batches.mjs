/** MNIST's images one batch of 64 after the other, scaled to [-1, 1], as [64, 28, 28, 1]. */
import { readFileSync } from 'node:fs';

export const batch = 64;
const size = batch * 28 * 28;

/**
 * @param {string} path an IDX file of images
 * @returns {() => Float32Array} the next batch, in an array of its own
 */
export function batches(path) {
  const pixels = readFileSync(path).subarray(16);
  let position = 0;
  return () => {
    if (position + size > pixels.length) position = 0;
    position += size;
    return Float32Array.from(pixels.subarray(position - size, position), (p) => p / 127.5 - 1);
  };
}
