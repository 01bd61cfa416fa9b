/** MNIST's pixels one batch after the other, scaled to [-1, 1], as [batch, 28, 28, 1]; in Node and in pages. */

/**
 * @param {Uint8Array} pixels of whole images, one after the other
 * @param {number} count images in a batch
 * @returns {() => Float32Array<ArrayBuffer>} the next batch, in an array of its own
 */
export function batchesOf(pixels, count) {
  const size = count * 28 * 28;
  let position = 0;
  return () => {
    if (position + size > pixels.length) position = 0;
    position += size;
    return Float32Array.from(pixels.subarray(position - size, position), (p) => p / 127.5 - 1);
  };
}
