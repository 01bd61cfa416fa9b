/** x[…] of Python: a number takes one element, a slice several, None makes an axis, `...` is all other axes. */
import { tf } from '../../tfjs.ts';
import type { Value } from './arguments.ts';
import { form } from './call.ts';

/** What is taken of an axis: `count` elements from `start`, or one, whose axis goes. */
interface Part {
  readonly start: number;
  readonly count: number;
  readonly step: number;
  readonly isGone?: boolean;
}

/** An axis of the result that the tensor does not have. */
const newAxis = 'new axis';

export function sliceItems(x: tf.Tensor, spec: Value): tf.Tensor {
  const items: readonly Value[] = Array.isArray(spec) ? spec : [spec];
  const places = placesOf(x.shape, items);
  const parts = places.filter((place) => place !== newAxis);
  if (parts.some(({ step }) => step <= 0))
    throw new Error('a slice with a negative step is not supported');
  const begin = parts.map(({ start }) => start);
  const taken = parts.every(({ step }) => step === 1)
    ? tf.slice(
        x,
        begin,
        parts.map(({ count }) => count),
      )
    : tf.stridedSlice(
        x,
        begin,
        parts.map(({ start, count, step }) => start + (count - 1) * step + 1),
        parts.map(({ step }) => step),
      );
  const shape = places.flatMap((place) => {
    if (place === newAxis) return [1];
    return place.isGone ? [] : [place.count];
  });
  return shape.length === x.rank && shape.every((size, i) => size === taken.shape[i])
    ? taken
    : tf.reshape(taken, shape);
}

/** One place for each axis of the tensor, and the new ones between them. */
function placesOf(shape: readonly number[], items: readonly Value[]): (Part | typeof newAxis)[] {
  const named = items.filter((item) => item !== null && !form(item, 'ellipsis')).length;
  const rest = shape.length - named;
  if (rest < 0) throw new Error(`${named} indices for a tensor of ${shape.length} axes`);
  const hasEllipsis = items.some((item) => form(item, 'ellipsis'));
  let axis = 0;
  const whole = () => ({ start: 0, count: shape[axis++] ?? 0, step: 1 });
  const remaining = () => Array.from({ length: rest }, whole);
  const places = items.flatMap((item): (Part | typeof newAxis)[] => {
    if (item === null) return [newAxis];
    if (form(item, 'ellipsis')) return remaining();
    const size = shape[axis++] ?? 0;
    const slice = form(item, 'slice') as readonly Value[] | undefined;
    return [
      slice ? partOf(size, slice) : { start: placeOf(item, size), count: 1, step: 1, isGone: true },
    ];
  });
  return hasEllipsis ? places : [...places, ...remaining()];
}

/** As Python: negative places count from the end, those outside are moved to the ends. */
function partOf(size: number, [start = null, stop = null, step = null]: readonly Value[]): Part {
  const by = step === null ? 1 : integer(step);
  const within = (value: Value) => Math.min(size, Math.max(0, placeOf(value, size)));
  const from = start === null ? 0 : within(start);
  const to = stop === null ? size : within(stop);
  return { start: from, count: Math.max(0, Math.ceil((to - from) / by)), step: by };
}

function placeOf(value: Value, size: number): number {
  const place = integer(value);
  return place < 0 ? place + size : place;
}

/** @throws Error for what is no whole number */
function integer(value: Value): number {
  const number: unknown = value instanceof tf.Tensor ? value.dataSync()[0] : value;
  if (typeof number === 'number' && Number.isInteger(number)) return number;
  throw new Error(`an index is ${JSON.stringify(number)}, and numbers and slices are supported`);
}
