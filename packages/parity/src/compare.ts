/**
 * How far two tensors are apart, and where. Only numbers: whether a distance is acceptable is decided
 * by the caller, and by `checkParity`.
 */
import { decodeTexts, elementCount, type HostTensor } from '@ganport/runtime';
import { float16ToNumber } from '@ganport/runtime/internal';
import { ParityError } from './errors.ts';

export interface Difference {
  /** Largest absolute difference; Infinity where only one of the two is NaN, or infinities differ. */
  readonly maxAbs: number;
  /** Mean absolute difference over all elements. */
  readonly meanAbs: number;
  /**
   * Largest difference in relation to the numbers themselves: |Δ| / (max(|expected|, their root mean
   * square) + 0.001). Near zero, a difference is measured by the tensor and not by the element.
   */
  readonly relative: number;
  /**
   * Cosine of the angle between the two as vectors; 1 for two vectors of zeros, 0 for one,
   * NaN for infinities.
   */
  readonly cosine: number;
  /** How many elements were compared. */
  readonly count: number;
  /** The first element with the largest difference; undefined when all are equal. */
  readonly worst?: Place;
}

/** One element in two tensors. */
export interface Place {
  /** One index for each axis. */
  readonly index: readonly number[];
  readonly actual: number;
  readonly expected: number;
}

/**
 * Compares element by element, as numbers, so that dtypes may differ but shapes may not. Two NaNs in
 * the same place are equal; a NaN against a number is infinitely far. Texts that differ are 1 apart.
 *
 * @throws ParityError `not-comparable` when the shapes differ
 * @example
 * const a = { dtype: 'float32', dims: [2], data: Float32Array.of(1, 2) } as const;
 * const b = { dtype: 'float32', dims: [2], data: Float32Array.of(1, 2.5) } as const;
 * compareTensors(a, b); // { maxAbs: 0.5, meanAbs: 0.25, relative: 0.2, cosine: 0.997, … }
 */
export function compareTensors(actual: HostTensor, expected: HostTensor): Difference {
  if (actual.dims.join() !== expected.dims.join()) {
    throw new ParityError(
      'not-comparable',
      `compareTensors: shape [${actual.dims.join(', ')}] against [${expected.dims.join(', ')}]`,
    );
  }
  const count = elementCount(actual.dims);
  const [a, b] = pairOf(actual, expected);
  const sizeOf = sizesOf(b);
  let [maxAbs, relative, sum, place] = [0, 0, 0, -1];
  let [product, squaresA, squaresB] = [0, 0, 0];
  for (let i = 0; i < count; i++) {
    // In range: both have `count` elements.
    const x = a[i] as number;
    const y = b[i] as number;
    product += x * y;
    squaresA += x * x;
    squaresB += y * y;
    const difference = distance(x, y);
    if (difference === 0) continue;
    if (difference > maxAbs) {
      maxAbs = difference;
      place = i;
    }
    sum += difference;
    relative = Math.max(relative, difference / sizeOf(y));
  }
  const meanAbs = count === 0 ? 0 : sum / count;
  const cosine = cosineOf(product, squaresA, squaresB);
  const numbers = { maxAbs, meanAbs, relative, cosine, count };
  if (place < 0) return numbers;
  const worst = {
    index: indexOf(place, actual.dims),
    actual: a[place] as number,
    expected: b[place] as number,
  };
  return { ...numbers, worst };
}

/** Added to the size of numbers, so that the noise of rounding around zeros is no difference. */
const SMALL = 1e-3;

function cosineOf(product: number, squaresA: number, squaresB: number): number {
  const lengths = Math.sqrt(squaresA) * Math.sqrt(squaresB);
  if (lengths > 0) return Math.min(1, product / lengths);
  return squaresA === squaresB ? 1 : 0;
}

/** What a difference from each of these numbers is compared with: the number, or their root mean square. */
export function sizesOf(values: ArrayLike<number>): (value: number) => number {
  const size = rootMeanSquare(values);
  return (value) => (Number.isFinite(value) ? Math.max(Math.abs(value), size) : size) + SMALL;
}

/** Of the finite numbers. */
function rootMeanSquare(values: ArrayLike<number>): number {
  let [sum, count] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    const square = value * value;
    if (!Number.isFinite(square)) continue;
    sum += square;
    count++;
  }
  return count === 0 ? 0 : Math.sqrt(sum / count);
}

/** Infinity where only one is NaN, or infinities differ. */
export function distance(a: number, b: number): number {
  if (a === b || Object.is(a, b)) return 0;
  const difference = Math.abs(a - b);
  return Number.isNaN(difference) ? Infinity : difference;
}

/** The elements of both as numbers: where texts differ, 1 and 0. */
function pairOf(
  actual: HostTensor,
  expected: HostTensor,
): readonly [ArrayLike<number>, ArrayLike<number>] {
  const isText = actual.dtype === 'string';
  if (isText !== (expected.dtype === 'string')) {
    const message = `compareTensors: ${actual.dtype} against ${expected.dtype}`;
    throw new ParityError('not-comparable', message);
  }
  if (!isText) return [numbersOf(actual), numbersOf(expected)];
  const texts = decodeTexts(expected.data);
  const differs = decodeTexts(actual.data).map((text, i) => (text === texts[i] ? 0 : 1));
  return [differs, texts.map(() => 0)];
}

/** The elements as numbers; of texts, their bytes. */
export function numbersOf({ dtype, data }: HostTensor): ArrayLike<number> {
  if (dtype === 'float16' && data instanceof Uint16Array) return Array.from(data, float16ToNumber);
  if (data instanceof BigInt64Array || data instanceof BigUint64Array)
    return Float64Array.from(data, Number);
  return data;
}

/** The index on each axis of an element of a row-major tensor. */
function indexOf(place: number, dims: readonly number[]): number[] {
  let rest = place;
  return dims
    .toReversed()
    .map((size) => {
      const index = rest % size;
      rest = Math.floor(rest / size);
      return index;
    })
    .toReversed();
}
