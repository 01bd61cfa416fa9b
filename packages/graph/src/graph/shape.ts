/** Arithmetic on shapes: sizes, strides, broadcasting. */
import { GraphError } from '../errors.ts';
import type { Dim } from './graph.ts';

/** Anything that is read by index: an array, a typed array. */
interface List<T> {
  readonly length: number;
  at(index: number): T | undefined;
}

/**
 * The element at `index`, from the end where negative: the size of an axis, an axis of a window.
 *
 * @throws GraphError 'bad-argument' where there is none
 */
export function at<T>(list: List<T>, index: number): T {
  const element = list.at(index);
  if (element !== undefined) return element;
  throw new GraphError('bad-argument', `a list of ${list.length} has no element ${index}`);
}

/** The number of elements of a shape: 1 for a scalar's []. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** Whether two shapes are known to be equal: a symbolic size equals only itself. */
export function sameShape(a: readonly Dim[], b: readonly Dim[]): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}

/** The shape that two shapes broadcast to (onnx/onnx Broadcasting.md), or undefined. */
export function broadcastShape(
  a: readonly number[],
  b: readonly number[],
): readonly number[] | undefined {
  const rank = Math.max(a.length, b.length);
  const shape = Array.from({ length: rank }, (_, axis) => {
    const x = a[axis - rank + a.length] ?? 1;
    const y = b[axis - rank + b.length] ?? 1;
    if (x === y || y === 1) return x;
    return x === 1 ? y : -1;
  });
  return shape.includes(-1) ? undefined : shape;
}

/** Row-major strides, in elements. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = shape.map(() => 1);
  for (let axis = shape.length - 2; axis >= 0; axis--) {
    strides[axis] = (strides[axis + 1] ?? 1) * (shape[axis + 1] ?? 1);
  }
  return strides;
}
