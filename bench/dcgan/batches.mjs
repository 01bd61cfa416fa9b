/** MNIST's images one batch, of 64 unless said, after the other, scaled to [-1, 1], as [batch, 28, 28, 1]. */
import { readFileSync } from 'node:fs';

export const batch = 64;

/**
 * @param {string} path an IDX file of images
 * @param {number} count images in a batch
 * @returns {() => Float32Array} the next batch, in an array of its own
 */
export function batches(path, count = batch) {
  const size = count * 28 * 28;
  const pixels = readFileSync(path).subarray(16);
  let position = 0;
  return () => {
    if (position + size > pixels.length) position = 0;
    position += size;
    return Float32Array.from(pixels.subarray(position - size, position), (p) => p / 127.5 - 1);
  };
}
