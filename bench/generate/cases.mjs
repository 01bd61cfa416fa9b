/** How many images are made at once, and the figures that show that they were. */
export const counts = [25, 256];

/**
 * @param {ArrayLike<number>} pixels
 * @returns {Record<string, number>}
 */
export function describe(pixels) {
  const values = Float64Array.from(pixels);
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, stddev: Math.sqrt(variance) };
}
