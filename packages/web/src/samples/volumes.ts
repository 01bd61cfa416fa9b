/** Volumes, as they come out of a generator: each as its three projections. */
import { drawProjections, projectionsSize } from '@ganport/core/internal';
import type { HostTensor } from '@ganport/runtime';
import { unsuitable } from '../models/ends.ts';
import type { SampleKind } from '../models/sample-kind.ts';
import type { Picture } from '../pictures/picture.ts';

/** Kind of samples: volumes. */
export const volumes: SampleKind = {
  read: (output) => toVolumes(output).map((picture) => ({ picture })),
};

/** 64 × 64 × 64. */
const MOST_CELLS = 2 ** 18;
/** The least height of a picture, in pixels: cells are drawn larger. */
const LEAST_HEIGHT = 96;

/**
 * The pictures of a batch [batch, rows, columns, layers, 1].
 *
 * @throws WebError 'unsuitable-model' for any other shape
 */
export function toVolumes({ data, dims }: HostTensor): Picture[] {
  const [count = 0, ...shape] = dims;
  const length = shape.reduce((product, size) => product * size, 1);
  const isOfVolumes = dims.length === 5 && shape[3] === 1;
  if (!(data instanceof Float32Array) || !isOfVolumes || length > MOST_CELLS) {
    throw unsuitable(
      `volumes are float32[batch, rows, columns, layers, 1] of at most ${MOST_CELLS} cells; this model's output is [${dims.join(', ')}]`,
    );
  }
  return Array.from({ length: count }, (_, i) =>
    pictureOf(data.subarray(i * length, (i + 1) * length), shape),
  );
}

function pictureOf(volume: Float32Array, shape: readonly number[]): Picture {
  const colors = drawProjections(volume, shape);
  const [rows, columns] = projectionsSize(shape);
  const scale = Math.max(1, Math.ceil(LEAST_HEIGHT / rows));
  const [height, width] = [rows * scale, columns * scale];
  const rgba = new Uint8ClampedArray(4 * width * height).fill(255);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const [y, x] = [Math.floor(pixel / width / scale), Math.floor((pixel % width) / scale)];
    for (let channel = 0; channel < 3; channel++) {
      const level = colors[3 * (y * columns + x) + channel] as number; // In range: y and x are cells.
      rgba[4 * pixel + channel] = (level + 1) * 127.5;
    }
  }
  return { width, height, rgba };
}
