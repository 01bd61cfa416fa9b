/**
 * Values in [-1, 1] to the eight-bit values of image files, and back. Evaluation sees every image
 * through this, so that a generator and the folder of its images get the same numbers.
 */

/** Values in [-1, 1] as bytes; what is outside is cut off. */
export function toBytes(values: Float32Array): Uint8Array {
  const bytes = new Uint8ClampedArray(values.length); // It rounds and cuts off by itself.
  for (let i = 0; i < values.length; i++) bytes[i] = ((values[i] as number) + 1) * 127.5;
  return new Uint8Array(bytes.buffer);
}

/** Bytes as values in [-1, 1]. */
export function fromBytes(bytes: Uint8Array): Float32Array {
  const values = new Float32Array(bytes.length);
  for (let i = 0; i < bytes.length; i++) values[i] = (bytes[i] as number) / 127.5 - 1;
  return values;
}
