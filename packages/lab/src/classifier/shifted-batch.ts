/**
 * Training batches of the classifier: images in a new order each epoch, each shifted by up to two
 * pixels along both axes, with its edge repeated. The seed and the step decide everything.
 */
import type { ImageShape } from '@ganport/core';
import { batchIndices, fillUniform, keyed } from '@ganport/core/internal';
import { readImages } from '../data/subset.ts';
import type { Labeled } from './labeled.ts';

const SHIFT = 2;

export interface LabeledBatch {
  /** [batch, height, width, channels] in [-1, 1] */
  readonly images: Float32Array;
  readonly labels: Int32Array;
}

export async function shiftedBatch(
  data: Labeled,
  batchSize: number,
  seed: number,
  step: number,
): Promise<LabeledBatch> {
  const indices = batchIndices(data.size, batchSize, seed, step);
  const images = await readImages(data, indices);
  const shifts = new Float32Array(2 * batchSize);
  fillUniform(keyed(seed, 'shift', step), shifts, -SHIFT, SHIFT + 1);
  const length = images.length / batchSize;
  for (let i = 0; i < batchSize; i++) {
    const [dy = 0, dx = 0] = shifts.subarray(2 * i, 2 * i + 2).map(Math.floor);
    const image = images.subarray(i * length, (i + 1) * length);
    image.set(shifted(image, data.shape, dy, dx));
  }
  return { images, labels: indices.map((index) => data.labels[index] ?? NaN) };
}

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
