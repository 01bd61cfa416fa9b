/**
 * Directions in which a generator's images vary most: principal components of the images, and the change
 * of the noise that goes with each (Härkönen et al. 2020, GANSpace, section 2.2).
 */

/** Directions of the noise, the one that changes images most first. */
export interface LatentDirections {
  /** A step along each changes its component by one standard deviation; [count, length] */
  readonly directions: readonly Float32Array[];
  /** The share of the images' variance that each component has. */
  readonly shares: readonly number[];
}

/** Rounds of the iteration; components with equal shares need more, and any of their mixtures will do. */
const ROUNDS = 100;

/**
 * Finds the directions by a regression of noise on the principal components of its images.
 *
 * @param noise [images, length]
 * @param images [images, values], in the same order
 * @param count of directions, fewer than images
 * @example
 * const { directions } = latentDirections({ noise, images, samples: 200 }, 6);
 */
export function latentDirections(
  { noise, images, samples }: { noise: Float32Array; images: Float32Array; samples: number },
  count: number,
): LatentDirections {
  const products = centeredProducts(images, samples);
  const total = Array.from({ length: samples }, (_, i) => products[i * samples + i] ?? 0);
  const variance = total.reduce((sum, value) => sum + value, 0);
  const components = largestEigenvectors(products, samples, count);
  const length = noise.length / samples;
  return {
    directions: components.map(({ vector }) => {
      const direction = new Float32Array(length);
      // The component's values have the variance 1 when its unit vector is multiplied by √samples.
      for (const [i, value] of vector.entries()) {
        const weight = value / Math.sqrt(samples);
        for (let j = 0; j < length; j++) {
          direction[j] = (direction[j] ?? 0) + weight * (noise[i * length + j] ?? 0);
        }
      }
      return direction;
    }),
    shares: components.map(({ value }) => (variance > 0 ? value / variance : 0)),
  };
}

/** Products of all pairs of rows, after the mean row is subtracted; [samples, samples] */
function centeredProducts(rows: Float32Array, samples: number): Float64Array {
  const length = rows.length / samples;
  const mean = new Float64Array(length);
  for (const [i, value] of rows.entries())
    mean[i % length] = (mean[i % length] ?? 0) + value / samples;
  const centered = Float64Array.from(rows, (value, i) => value - (mean[i % length] ?? 0));
  const products = new Float64Array(samples * samples);
  for (let a = 0; a < samples; a++) {
    for (let b = a; b < samples; b++) {
      let sum = 0;
      for (let i = 0; i < length; i++) {
        // In range, as all indices here.
        sum += (centered[a * length + i] as number) * (centered[b * length + i] as number);
      }
      products[a * samples + b] = sum;
      products[b * samples + a] = sum;
    }
  }
  return products;
}

/** By orthogonal iteration (Golub & Van Loan, section 8.2), the largest eigenvalue first. */
function largestEigenvectors(matrix: Float64Array, size: number, count: number) {
  let vectors: Float64Array[] = Array.from({ length: Math.min(count, size) }, (_, k) =>
    Float64Array.from({ length: size }, (__, i) => Math.cos((k + 1) * (i + 1) * 0.7)),
  );
  orthonormalize(vectors);
  for (let round = 0; round < ROUNDS; round++) {
    vectors = vectors.map((vector) => multiply(matrix, vector));
    orthonormalize(vectors);
  }
  return vectors.map((vector) => ({ vector, value: dot(vector, multiply(matrix, vector)) }));
}

function multiply(matrix: Float64Array, vector: Float64Array): Float64Array {
  const size = vector.length;
  return vector.map((_, i) => dot(matrix.subarray(i * size, (i + 1) * size), vector));
}

/** By Gram and Schmidt, in place. A vector without a part of its own becomes 0. */
function orthonormalize(vectors: readonly Float64Array[]): void {
  for (const [k, vector] of vectors.entries()) {
    for (const earlier of vectors.slice(0, k)) {
      const along = dot(earlier, vector);
      for (let i = 0; i < vector.length; i++)
        vector[i] = (vector[i] ?? 0) - along * (earlier[i] ?? 0);
    }
    const norm = Math.sqrt(dot(vector, vector));
    for (let i = 0; i < vector.length; i++) vector[i] = norm > 1e-12 ? (vector[i] ?? 0) / norm : 0;
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}
