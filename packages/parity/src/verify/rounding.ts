/**
 * How much of a difference rounding explains. Some outputs depend so strongly on their inputs that no two
 * programs agree on them: the sigmoid of large sums, for example. The original itself says which: the last
 * bits of its inputs are changed a few times, and each element of its outputs moves as far as rounding
 * moves it. A difference is one of rounding only where it is as large as that: over the whole output, and
 * at each element above the tolerance.
 */
import type { HostTensor, TensorMap } from '@ganport/runtime';
import { distance, numbersOf, sizesOf } from '../compare.ts';
import { randomNumbers } from '../random-numbers.ts';

/** The distance of a float32 number to the next one, in relation to the number. */
const lastBit = 2 ** -23;

/** How often the original computes changed inputs: an element that moves seldom rests in all of them. */
export const MOVED_RUNS = 4;

/** Streams of random numbers that no input is drawn from. */
const firstStream = 0x6d6f7665;

/** The inputs with each float32 number moved to a neighbor, up or down by chance. @param run from 0 on */
export function withLastBitsChanged(inputs: TensorMap, run: number): TensorMap {
  const random = randomNumbers(1, firstStream + run);
  const changed = (tensor: HostTensor): HostTensor =>
    tensor.data instanceof Float32Array
      ? {
          ...tensor,
          data: tensor.data.map(
            (value) => value * (1 + (random.uniform(-1, 1) < 0 ? -lastBit : lastBit)),
          ),
        }
      : tensor;
  return Object.fromEntries(
    Object.entries(inputs).map(([name, tensor]) => [name, changed(tensor)] as const),
  );
}

/** Two programs round in each of many layers, not at their inputs alone. Root mean squares vary little. */
const MOST_OF_MOVEMENT = 4;
/** Of one element, which may have moved little by chance. One that rests does not pass. */
const MOST_OF_ELEMENT = 30;
/** An original that is further away from itself shows nothing. */
const MOST_OF_TOLERANCE = 30;

/** Whether a difference is small enough to be one of rounding. @param relative as compareTensors gives it */
export function mayBeRounding(relative: number, tolerance: number): boolean {
  return relative <= MOST_OF_TOLERANCE * tolerance;
}

/**
 * Whether the differences of an output above the tolerance are of rounding.
 *
 * @param moved the original's output on inputs whose last bits are changed, at least once
 */
export function isRounding(
  actual: HostTensor,
  expected: HostTensor,
  moved: readonly HostTensor[],
  tolerance: number,
): boolean {
  const isComparable = [actual, ...moved].every(
    ({ dtype, dims }) => dtype !== 'string' && dims.join() === expected.dims.join(),
  );
  if (!isComparable) return false;
  const [own, base] = [numbersOf(actual), numbersOf(expected)];
  const movements = moved.map(numbersOf);
  const sizeOf = sizesOf(base);
  let [squares, movedSquares] = [0, 0];
  for (let i = 0; i < base.length; i++) {
    // In range: all have the shape of the original's output.
    const value = base[i] as number;
    const difference = distance(own[i] as number, value);
    let most = 0;
    for (const movement of movements) {
      const step = distance(movement[i] as number, value);
      if (step > most) most = step;
      movedSquares += (step * step) / movements.length;
    }
    const isAbove = difference > tolerance * sizeOf(value);
    if (isAbove && difference > MOST_OF_ELEMENT * most) return false;
    squares += difference * difference;
  }
  return squares <= MOST_OF_MOVEMENT ** 2 * movedSquares;
}
