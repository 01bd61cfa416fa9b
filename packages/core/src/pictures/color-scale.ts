/** Colors of magnitudes: from nearly black over purple and orange to light yellow. */

export type Color = readonly [red: number, green: number, blue: number];

const scale: readonly Color[] = [
  [0.02, 0.02, 0.08],
  [0.32, 0.07, 0.48],
  [0.87, 0.29, 0.41],
  [0.99, 0.99, 0.75],
];

/**
 * The color of a level, each channel in [0, 1].
 *
 * @param level in [0, 1]
 */
export function colorOf(level: number): Color {
  const place = level * (scale.length - 1);
  const below = Math.min(scale.length - 2, Math.floor(place));
  const [a, b] = [scale[below], scale[below + 1]] as [Color, Color]; // In range: below ≤ length − 2.
  const mix = (channel: 0 | 1 | 2) => a[channel] + (place - below) * (b[channel] - a[channel]);
  return [mix(0), mix(1), mix(2)];
}
