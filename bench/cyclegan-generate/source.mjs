/** The image that is translated, [size, size, 3] in [-1, 1]: a wave, the same as source.py's. */

/** @param {number} size of the square */
export const wave = (size) =>
  Float32Array.from({ length: size * size * 3 }, (_, i) => Math.sin(i / 50));
