/**
 * Features, from which metrics are computed: one vector for each sample, the output of an extractor or a
 * classifier. They are float32; all metrics accumulate in float64.
 */
import { CoreError } from '../errors.ts';

/** One vector of numbers for each sample. */
export interface Features {
  /** [count, width], row by row. */
  readonly data: Float32Array;
  readonly count: number;
  /** Numbers in a vector. */
  readonly width: number;
}

/**
 * Features from an array, without a copy.
 *
 * @param data [count, width], row by row
 * @throws CoreError 'data-mismatch' when the length of `data` is not a multiple of `width`
 * @example
 * const { features } = await extractor.run({ image });
 * const fid = await featureDistance(real, asFeatures(features.data, 2048));
 */
export function asFeatures(data: Float32Array, width: number): Features {
  const count = data.length / width;
  if (Number.isInteger(count)) return { data, count, width };
  const message = `features: ${data.length} numbers are not a whole number of vectors of ${width}`;
  throw new CoreError('data-mismatch', message);
}

/** The first `count` vectors, without a copy. */
export function firstFeatures({ data, width }: Features, count: number): Features {
  return { data: data.subarray(0, count * width), count, width };
}

/** The concatenation of several sets of one width. */
export function joinFeatures(parts: readonly Features[]): Features {
  const width = parts[0]?.width ?? 1;
  const data = new Float32Array(parts.reduce((sum, part) => sum + part.data.length, 0));
  let at = 0;
  for (const part of parts) {
    data.set(part.data, at);
    at += part.data.length;
  }
  return asFeatures(data, width);
}

/** The vectors at `indices`, in float64. */
export function gatherRows({ data, width }: Features, indices: ArrayLike<number>): Float64Array {
  const rows = new Float64Array(indices.length * width);
  for (let i = 0; i < indices.length; i++) {
    const start = (indices[i] ?? NaN) * width;
    rows.set(data.subarray(start, start + width), i * width);
  }
  return rows;
}

/** @throws CoreError 'data-mismatch' when the vectors of two sets have different widths */
export function checkSameWidth(a: Features, b: Features): void {
  if (a.width === b.width) return;
  const message = `features: vectors of ${a.width} and of ${b.width} numbers; compare features of one extractor`;
  throw new CoreError('data-mismatch', message);
}
