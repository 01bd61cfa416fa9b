/**
 * The distance of images from the nearest image of a data set: the root mean square difference of
 * their values in [-1, 1]. ONNX Runtime computes the products of all pairs, block by block of the
 * set, so that memory is bounded.
 */
import { OnnxModel, parseGraph } from '@ganport/graph';
import type { HostTensor } from '@ganport/runtime';
import type { Dataset } from '@ganport/core';
import { sampleLength, keyed, shuffle } from '@ganport/core/internal';
import { createSession } from '@ganport/runtime/node';

export interface Nearest {
  /**
   * The distance of each image from the nearest of the set.
   *
   * @param images [count, height, width, channels] in [-1, 1]
   * @param without for each image the index of an image of the set to ignore, such as itself
   * @returns [count]
   */
  distances(images: Float32Array, without?: ArrayLike<number>): Promise<Float32Array>;
  dispose(): Promise<void>;
}

/** Values of a block of the set: 32 MiB. */
const BLOCK = 2 ** 23;

/** The most images that the threshold is measured on; each is compared with the whole set. */
const SAMPLE = 4000;

/** The share of real images whose distance from the nearest other one is below the threshold. */
const QUANTILE = 0.001;

/** A difference of one eight-bit level in every value, which is invisible. */
const ONE_LEVEL = 2 / 255;

const products = `(float[images,length] a, float[block,length] b) => (float[images,block] products) {
  products = Gemm<transB = 1>(a, b)
}`;

/** Opens the search in a data set. @throws RuntimeError */
export async function openNearest(dataset: Dataset): Promise<Nearest> {
  const length = sampleLength(dataset.shape);
  const rows = Math.min(dataset.size, Math.max(1, Math.floor(BLOCK / length)));
  const session = await createSession(productsModel(), { providers: ['cpu'] });
  const norms = new Map<number, Float32Array>();
  return {
    async distances(images, without) {
      const count = images.length / length;
      const own = squares(images, length);
      const nearest = new Float32Array(count).fill(Infinity);
      for (let first = 0; first < dataset.size; first += rows) {
        const block = Math.min(rows, dataset.size - first);
        const b = new Float32Array(block * length);
        await dataset.read(
          Int32Array.from({ length: block }, (_, i) => first + i),
          b,
        );
        const theirs = norms.get(first) ?? squares(b, length);
        norms.set(first, theirs);
        const result = await session.run({
          a: { dtype: 'float32', dims: [count, length], data: images },
          b: { dtype: 'float32', dims: [block, length], data: b },
        });
        const table = (result['products'] as HostTensor).data as Float32Array;
        for (let i = 0; i < count; i++) {
          const skipped = (without?.[i] ?? -1) - first;
          let least = nearest[i] as number; // In range here and below: rows of a table.
          for (let k = 0; k < block; k++) {
            const square =
              (own[i] as number) + (theirs[k] as number) - 2 * (table[i * block + k] as number);
            if (square < least && k !== skipped) least = square;
          }
          nearest[i] = least;
        }
      }
      return nearest.map((square) => Math.sqrt(Math.max(0, square) / length));
    },
    dispose: () => session.dispose(),
  };
}

/**
 * The distance below which an image counts as a copy. Only one of a thousand real images is that
 * near to another one; the distance is at least one eight-bit level.
 */
export async function duplicateDistance(
  dataset: Dataset,
  nearest: Nearest,
  seed: number,
): Promise<number> {
  const length = sampleLength(dataset.shape);
  const sample = shuffle(keyed(seed, 'duplicates'), dataset.size).subarray(0, SAMPLE);
  const atOnce = Math.max(1, Math.min(1000, Math.floor(BLOCK / length)));
  const distances: number[] = [];
  for (let first = 0; first < sample.length; first += atOnce) {
    const indices = sample.subarray(first, first + atOnce);
    const images = new Float32Array(indices.length * length);
    await dataset.read(indices, images);
    distances.push(...(await nearest.distances(images, indices)));
  }
  const sorted = Float64Array.from(distances).toSorted();
  const quantile = sorted[Math.floor(QUANTILE * sorted.length)] ?? 0;
  // The distances of a set of one image are infinite.
  return Math.max(ONE_LEVEL, Number.isFinite(quantile) ? quantile : 0);
}

function productsModel(): Uint8Array {
  const file = { irVersion: 9, opsets: { '': 18 }, producerName: 'ganport', producerVersion: '' };
  return new OnnxModel({ ...file, graph: parseGraph(products), metadata: {} }).bytes();
}

/** The sum of the squared values of each image. */
function squares(images: Float32Array, length: number): Float32Array {
  return Float32Array.from({ length: images.length / length }, (_, i) => {
    let sum = 0;
    for (let k = i * length; k < (i + 1) * length; k++) sum += (images[k] as number) ** 2;
    return sum;
  });
}
