/**
 * Spherical interpolation between noise vectors (White 2016, "Sampling Generative Networks",
 * section 2.1): along the arc between two vectors, where all vectors have the length of noise. On
 * the straight line they would be shorter than the generator's training noise.
 */

/** Below this angle, in radians, the arc is a line: the sine in the denominator is nearly 0. */
const SMALLEST_ANGLE = 1e-4;

/**
 * @param from a vector
 * @param to a vector of the same length
 * @param share 0 at `from`, 1 at `to`
 */
export function slerp(from: Float32Array, to: Float32Array, share: number): Float32Array {
  const cosine = dot(from, to) / Math.sqrt(dot(from, from) * dot(to, to));
  const angle = Math.acos(Math.min(1, Math.max(-1, cosine)));
  // Opposite vectors have no unique arc.
  const isLine = !(angle > SMALLEST_ANGLE && angle < Math.PI - SMALLEST_ANGLE);
  const weight = (part: number) => (isLine ? part : Math.sin(part * angle) / Math.sin(angle));
  const [a, b] = [weight(1 - share), weight(share)];
  // In range: both are of one length.
  return from.map((value, i) => a * value + b * (to[i] as number));
}

/** The point of a straight line. @param share 0 at `from`, 1 at `to` */
export function lerp(from: Float32Array, to: Float32Array, share: number): Float32Array {
  // In range: both are of one length.
  return from.map((value, i) => (1 - share) * value + share * (to[i] as number));
}

function dot(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] as number), 0);
}
