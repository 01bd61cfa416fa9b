/**
 * What metrics are computed from: one vector for each sample, as an extractor or a classifier gave
 * them. The numbers are float32; every metric accumulates in float64.
 */
import { CoreError } from '../errors.ts';

export interface Features {
  /** [count, width], row by row. */
  readonly data: Float32Array;
  readonly count: number;
  /** Numbers in a vector. */
  readonly width: number;
}

/** @throws CoreError 'data-mismatch' when `data` is no whole number of vectors */
export function asFeatures(data: Float32Array, width: number): Features {
  const count = data.length / width;
  if (Number.isInteger(count)) return { data, count, width };
  const message = `features: ${data.length} numbers are no whole number of vectors of ${width}`;
  throw new CoreError('data-mismatch', message);
}

/** The first `count` vectors; no copy. */
export function firstFeatures({ data, width }: Features, count: number): Features {
  return { data: data.subarray(0, count * width), count, width };
}

/** Vectors of one width, one set behind the other. */
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

/** Some of the vectors, in the order of `indices`, in float64. */
export function gatherRows({ data, width }: Features, indices: ArrayLike<number>): Float64Array {
  const rows = new Float64Array(indices.length * width);
  for (let i = 0; i < indices.length; i++) {
    const start = (indices[i] ?? NaN) * width;
    rows.set(data.subarray(start, start + width), i * width);
  }
  return rows;
}

/** @throws CoreError 'data-mismatch' when two sets are of different extractors */
export function checkSameWidth(a: Features, b: Features): void {
  if (a.width === b.width) return;
  const message = `features: vectors of ${a.width} and of ${b.width} numbers; compare what one extractor made`;
  throw new CoreError('data-mismatch', message);
}
