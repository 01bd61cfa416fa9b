/**
 * How far two tensors are apart. Only numbers: whether a distance is acceptable is for the caller,
 * and for `checkParity`.
 */
import { elementCount, float16ToNumber, type HostTensor } from '@ganport/runtime';
import { ParityError } from './errors.ts';

export interface Difference {
  /** Largest absolute difference; Infinity where only one of the two is NaN, or infinities differ. */
  readonly maxAbs: number;
  /** Mean absolute difference over all elements. */
  readonly meanAbs: number;
  /** How many elements were compared. */
  readonly count: number;
}

/**
 * Compares element by element, as numbers, so that dtypes may differ but shapes may not.
 * Two NaNs in the same place are equal; a NaN against a number is infinitely far.
 * @throws ParityError `not-comparable` when the shapes differ
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
  let sum = 0;
  for (let i = 0; i < count; i++) {
    const difference = distance(Number(a[i]), Number(b[i]));
    if (difference > maxAbs) maxAbs = difference;
    sum += difference;
  }
  return { maxAbs, meanAbs: count === 0 ? 0 : sum / count, count };
}

function distance(a: number, b: number): number {
  if (Object.is(a, b)) return 0;
  const difference = Math.abs(a - b);
  return Number.isNaN(difference) ? Infinity : difference;
}

function numbersOf({ dtype, data }: HostTensor): ArrayLike<number | bigint> {
  return dtype === 'float16' && data instanceof Uint16Array
    ? Array.from(data, float16ToNumber)
    : data;
}
