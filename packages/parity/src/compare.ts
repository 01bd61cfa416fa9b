/**
 * How far two tensors are apart, and where. Only numbers: whether a distance is acceptable is decided
 * by the caller, and by `checkParity`.
 */
import { elementCount, type HostTensor } from '@ganport/runtime';
import { float16ToNumber } from '@ganport/runtime/internal';
import { ParityError } from './errors.ts';

export interface Difference {
  /** Largest absolute difference; Infinity where only one of the two is NaN, or infinities differ. */
  readonly maxAbs: number;
  /** Mean absolute difference over all elements. */
  readonly meanAbs: number;
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
 * the same place are equal; a NaN against a number is infinitely far.
 *
 * @throws ParityError `not-comparable` when the shapes differ
 * @example
 * const a = { dtype: 'float32', dims: [2], data: Float32Array.of(1, 2) } as const;
 * const b = { dtype: 'float32', dims: [2], data: Float32Array.of(1, 2.5) } as const;
 * compareTensors(a, b); // { maxAbs: 0.5, meanAbs: 0.25, count: 2, worst: { index: [1], … } }
 */
export function compareTensors(actual: HostTensor, expected: HostTensor): Difference {
  if (actual.dims.join() !== expected.dims.join()) {
    throw new ParityError(
      'not-comparable',
      `compareTensors: shape [${actual.dims.join(', ')}] against [${expected.dims.join(', ')}]`,
    );
  }
  const count = elementCount(actual.dims);
  const a = numbersOf(actual);
  const b = numbersOf(expected);
  let maxAbs = 0;
  let place = -1;
  let sum = 0;
  for (let i = 0; i < count; i++) {
    const difference = distance(Number(a[i]), Number(b[i]));
    if (difference > maxAbs) {
      maxAbs = difference;
      place = i;
    }
    sum += difference;
  }
  const meanAbs = count === 0 ? 0 : sum / count;
  if (place < 0) return { maxAbs, meanAbs, count };
  const worst = {
    index: indexOf(place, actual.dims),
    actual: Number(a[place]),
    expected: Number(b[place]),
  };
  return { maxAbs, meanAbs, count, worst };
}

function distance(a: number, b: number): number {
  if (Object.is(a, b)) return 0;
  const difference = Math.abs(a - b);
  return Number.isNaN(difference) ? Infinity : difference;
}

/** The elements as numbers. */
export function numbersOf({ dtype, data }: HostTensor): ArrayLike<number | bigint> {
  return dtype === 'float16' && data instanceof Uint16Array
    ? Array.from(data, float16ToNumber)
    : data;
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
