/**
 * Moves the elements of a tensor, as transposing, slicing and repeating do. Models have millions of them, so
 * elements are moved as words, and axes that lie one behind the other as one.
 */
import type { TypedArray } from './data-type.ts';

interface Axis {
  readonly size: number;
  /** Between elements of `from`; 0 repeats, negative goes back. */
  readonly stride: number;
}

/**
 * Fills `to`, row-major of this shape, with element start + i · strides[0] + j · strides[1] … of `from`,
 * which has the same type.
 *
 * @param strides in elements
 */
export function copyStrided(
  from: TypedArray,
  to: TypedArray,
  shape: readonly number[],
  strides: readonly number[],
  start: number,
): void {
  if (to.length === 0) return;
  const words = to.BYTES_PER_ELEMENT === 8 ? 2 : 1;
  const own = shape.map((size, axis) => ({ size, stride: (strides[axis] ?? 0) * words }));
  const axes = joined(words === 1 ? own : [...own, { size: 2, stride: 1 }]);
  copyWords(wordsOf(from), wordsOf(to), axes, start * words);
}

/** Without axes of size 1, and with neighbors as one axis where that has the same elements. */
function joined(axes: readonly Axis[]): Axis[] {
  const result: Axis[] = [];
  for (const axis of axes) {
    if (axis.size === 1) continue;
    const before = result.at(-1);
    if (before?.stride === axis.size * axis.stride) {
      result[result.length - 1] = { size: before.size * axis.size, stride: axis.stride };
    } else result.push(axis);
  }
  return result;
}

type Words = Uint8Array | Uint16Array | Uint32Array;

/** Elements as words; two for each of 8 bytes. */
function wordsOf({ buffer, byteOffset, byteLength, BYTES_PER_ELEMENT }: TypedArray): Words {
  if (BYTES_PER_ELEMENT === 1) return new Uint8Array(buffer, byteOffset, byteLength);
  if (BYTES_PER_ELEMENT === 2) return new Uint16Array(buffer, byteOffset, byteLength / 2);
  return new Uint32Array(buffer, byteOffset, byteLength / 4);
}

/** Shorter runs are moved faster one by one. */
const leastRun = 16;

function copyWords(from: Words, to: Words, axes: readonly Axis[], start: number): void {
  const outer = axes.slice(0, -1);
  const { size, stride } = axes.at(-1) ?? { size: 1, stride: 1 };
  const isRun = stride === 1 && size >= leastRun;
  const index = outer.map(() => 0);
  let source = start;
  for (let target = 0; target < to.length; target += size) {
    if (isRun) to.set(from.subarray(source, source + size), target);
    else {
      for (let i = 0, at = source; i < size; i++, at += stride) to[target + i] = from[at] ?? 0;
    }
    for (let axis = outer.length - 1; axis >= 0; axis--) {
      const { size: count, stride: step } = outer[axis] as Axis;
      const next = (index[axis] ?? 0) + 1;
      source += step;
      if (next < count) {
        index[axis] = next;
        break;
      }
      index[axis] = 0;
      source -= step * count;
    }
  }
}
