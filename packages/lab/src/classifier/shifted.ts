/** Images moved by whole pixels, with their edge repeated. */
import type { ImageShape } from '@ganport/core';

/** The image moved down by `dy` and right by `dx`. */
export function shifted(
  image: Float32Array,
  [height, width, channels]: ImageShape,
  dy: number,
  dx: number,
): Float32Array {
  const clamp = (value: number, size: number) => Math.min(size - 1, Math.max(0, value));
  const out = new Float32Array(image.length);
  for (let y = 0; y < height; y++) {
    const row = clamp(y - dy, height) * width;
    for (let x = 0; x < width; x++) {
      const from = (row + clamp(x - dx, width)) * channels;
      out.set(image.subarray(from, from + channels), (y * width + x) * channels);
    }
  }
  return out;
}
