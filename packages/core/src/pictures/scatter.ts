/** A scatter plot, for generators whose samples are points. */
import type { Pixels } from './pixels.ts';

/** Points of one kind, [count, 2] as x and y in [-1, 1], and their color. */
export interface Points {
  readonly data: Float32Array;
  readonly color: readonly [red: number, green: number, blue: number];
}

/** The radius of a dot in pixels. */
const RADIUS = 1.5;
const BACKGROUND = 255;
/** The opacity of a dot: below 1, so that dense regions are darker. */
const OPACITY = 0.5;

/**
 * Draws points as dots, later kinds above earlier ones; x to the right and y upwards. Points outside
 * [-1, 1]² are left out.
 *
 * @param size height and width of the picture in pixels
 */
export function scatter(kinds: readonly Points[], size = 400): Pixels {
  const data = new Uint8Array(size * size * 3).fill(BACKGROUND);
  for (const { data: points, color } of kinds) {
    for (let i = 0; i + 1 < points.length; i += 2) {
      const x = pixelOf(points[i] ?? NaN, size);
      const y = size - 1 - pixelOf(points[i + 1] ?? NaN, size);
      dot(data, size, [x, y], color);
    }
  }
  return { width: size, height: size, channels: 3, data };
}

/** The pixel of a coordinate in [-1, 1]. */
function pixelOf(coordinate: number, size: number): number {
  return Math.round(((coordinate + 1) / 2) * (size - 1));
}

/** Draws the part of a dot that is inside the picture. */
function dot(
  data: Uint8Array,
  size: number,
  [left, top]: readonly [number, number],
  color: Points['color'],
): void {
  const reach = Math.ceil(RADIUS);
  for (let y = Math.max(0, top - reach); y <= Math.min(size - 1, top + reach); y++) {
    for (let x = Math.max(0, left - reach); x <= Math.min(size - 1, left + reach); x++) {
      if (Math.hypot(x - left, y - top) > RADIUS) continue;
      for (const [channel, value] of color.entries()) {
        const at = (y * size + x) * 3 + channel;
        const below = data[at] as number; // In range: the pixel is inside the picture.
        data[at] = Math.round(below + OPACITY * (value - below));
      }
    }
  }
}
