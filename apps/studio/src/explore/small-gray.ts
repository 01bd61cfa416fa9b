/** Pictures as small gray images: enough to see in which way images vary, and quick to compare. */
import type { Picture } from '@ganport/web';

/** Pixels of a side, at most. */
const SIDE = 28;

/** [pictures, pixels] of pictures of one size, from 0 to 1. */
export function smallGray(pictures: readonly Picture[]): Float32Array {
  const { width = 1, height = 1 } = pictures[0] ?? {};
  const [columns, rows] = [Math.min(SIDE, width), Math.min(SIDE, height)];
  const values = new Float32Array(pictures.length * columns * rows);
  let at = 0;
  for (const { rgba } of pictures) {
    for (let row = 0; row < rows; row++) {
      const y = Math.floor(((row + 0.5) * height) / rows);
      for (let column = 0; column < columns; column++) {
        const x = Math.floor(((column + 0.5) * width) / columns);
        const pixel = 4 * (y * width + x);
        const sum = (rgba[pixel] ?? 0) + (rgba[pixel + 1] ?? 0) + (rgba[pixel + 2] ?? 0);
        values[at++] = sum / 765;
      }
    }
  }
  return values;
}
