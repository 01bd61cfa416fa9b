/** Sounds side by side as one picture. */
import { imageGrid } from './image-grid.ts';
import type { Pixels } from './pixels.ts';
import { drawSound, HEIGHT, WIDTH } from './sound-picture.ts';

/**
 * Arranges sounds in rows, from the top left.
 *
 * @param sounds [count, length] in [-1, 1]
 * @param columns sounds of a row
 * @param names a name for each sound
 */
export function soundSheet(
  sounds: Float32Array,
  length: number,
  columns: number,
  names?: readonly string[],
): Pixels {
  const count = sounds.length / length;
  const size = HEIGHT * WIDTH * 3;
  const cells = new Float32Array(count * size);
  for (let i = 0; i < count; i++) {
    const sound = sounds.subarray(i * length, (i + 1) * length);
    drawSound(sound, cells.subarray(i * size, (i + 1) * size));
  }
  return imageGrid(cells, [HEIGHT, WIDTH, 3], columns, { scale: 1, names });
}
