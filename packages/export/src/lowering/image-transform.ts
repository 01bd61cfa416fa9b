/**
 * Projective transforms of images: each pixel of the result is read at a position of the image, which may
 * lie between pixels; the fill mode decides about positions outside. tfjs's cpu backend transforms only
 * the first image of a batch; this lowering transforms all of them.
 */
import { Transform, type TransformAttrs, type TransformInputs } from '#tfjs-core';
import type { GraphBuilder, Value } from '@ganport/graph';
import {
  at,
  shape4D,
  add,
  asFloat,
  binary,
  cast,
  div,
  expand,
  mul,
  reshape,
  slice,
  sub,
  unary,
  where,
} from '@ganport/graph/ops';
import { defineLowering } from './registry.ts';

type FillMode = TransformAttrs['fillMode'];

/** Numbers along an axis of [1, height, width]. */
function positions(graph: GraphBuilder, shape: readonly number[]): Value {
  const count = Math.max(...shape);
  const data = Float32Array.from({ length: count }, (_, i) => i);
  return graph.constant({ dtype: 'float32', shape, data });
}

/** The position in the image at which each pixel of the result is read: x and y, [N, height, width]. */
function source(
  graph: GraphBuilder,
  transforms: Value,
  [height, width]: readonly [number, number],
): { y: Value; x: Value } {
  const count = at(transforms.shape, 0);
  const number = (index: number) =>
    reshape(graph, slice(graph, transforms, [0, index], [count, index + 1], [1, 1], [count, 1]), [
      count,
      1,
      1,
    ]);
  const outX = positions(graph, [1, 1, width]);
  const outY = positions(graph, [1, height, 1]);
  /** a · x + b · y + c. */
  const plane = (a: number, b: number, c: Value) =>
    add(graph, add(graph, mul(graph, number(a), outX), mul(graph, number(b), outY)), c);
  const scale = plane(6, 7, graph.scalar(1));
  const isNowhere = binary(graph, 'Equal', scale, graph.scalar(0), 'bool');
  // Two pixels before the first are outside for every interpolation.
  const place = (value: Value) =>
    where(graph, isNowhere, graph.scalar(-2), div(graph, value, scale));
  return { x: place(plane(0, 1, number(2))), y: place(plane(3, 4, number(5))) };
}

/** Maps positions outside [0, size − 1] inside, by the fill mode; 'constant' leaves them outside. */
function inside(graph: GraphBuilder, place: Value, size: number, mode: FillMode): Value {
  if (mode === 'constant') return place;
  const number = (value: number) => graph.scalar(value);
  const clip = (value: Value) => graph.op('Clip', [value, number(0), number(size - 1)], {}, value);
  if (mode === 'nearest' || size <= 1) return clip(place);
  const is = (op: string, value: Value, limit: number) =>
    binary(graph, op, value, number(limit), 'bool');
  const minus = (value: Value) => unary(graph, 'Neg', value);
  /** How often `period` fits into a positive number. */
  const times = (value: Value, period: number) =>
    unary(graph, 'Floor', div(graph, value, number(period)));
  let below: Value;
  let above: Value;
  if (mode === 'wrap') {
    const turns = add(graph, times(minus(place), size - 1), number(1));
    below = add(graph, place, mul(graph, turns, number(size)));
    above = sub(graph, place, mul(graph, times(place, size - 1), number(size)));
  } else {
    const both = number(2 * size);
    const low = add(graph, place, mul(graph, times(minus(place), 2 * size), both));
    const high = sub(graph, place, mul(graph, times(place, 2 * size), both));
    const mirrored = (value: Value) => sub(graph, minus(value), number(1));
    below = where(graph, is('Less', low, -size), add(graph, low, both), mirrored(low));
    above = where(graph, is('GreaterOrEqual', high, size), add(graph, both, mirrored(high)), high);
  }
  const end = where(graph, is('Greater', place, size - 1), above, place);
  return clip(where(graph, is('Less', place, 0), below, end));
}

/** Reads pixels at integer positions [N, height, width]; positions outside are `fill`. */
function reader(graph: GraphBuilder, image: Value, fill: Value): (y: Value, x: Value) => Value {
  const [batch, height, width, channels] = shape4D(image);
  const pixels = reshape(graph, image, [batch, height * width, channels]);
  const number = (value: number) => graph.scalar(value);
  const within = (place: Value, size: number) =>
    binary(
      graph,
      'And',
      binary(graph, 'GreaterOrEqual', place, number(0), 'bool'),
      binary(graph, 'LessOrEqual', place, number(size - 1), 'bool'),
    );
  return (y, x) => {
    const isInside = binary(graph, 'And', within(y, height), within(x, width));
    const place = add(graph, mul(graph, y, number(width)), x);
    const known = where(graph, isInside, place, number(0));
    const all = expand(graph, known, [batch, ...known.shape.slice(1)]);
    const indices = reshape(graph, cast(graph, all, 'int64'), [...all.shape, 1]);
    const shape = [...all.shape, channels];
    const read = graph.op(
      'GatherND',
      [pixels, indices],
      { batch_dims: 1 },
      { dtype: 'float32', shape },
    );
    return where(graph, reshape(graph, isInside, [...isInside.shape, 1]), read, fill);
  };
}

defineLowering<TransformInputs, TransformAttrs>(Transform, (graph, { image, transforms }, attrs) =>
  asFloat(graph, image, (float) => {
    const [, height, width] = shape4D(image);
    const size = attrs.outputShape ?? ([height, width] as const);
    const place = source(graph, transforms, size);
    const y = inside(graph, place.y, height, attrs.fillMode);
    const x = inside(graph, place.x, width, attrs.fillMode);
    const read = reader(graph, float, graph.scalar(attrs.fillValue));
    const floor = (value: Value) => unary(graph, 'Floor', value);
    if (attrs.interpolation === 'nearest') {
      const half = graph.scalar(0.5);
      return read(floor(add(graph, y, half)), floor(add(graph, x, half)));
    }
    const one = graph.scalar(1);
    const [top, left] = [floor(y), floor(x)];
    const [bottom, right] = [add(graph, top, one), add(graph, left, one)];
    const part = (value: Value, before: Value) =>
      reshape(graph, sub(graph, value, before), [...value.shape, 1]);
    const between = (a: Value, b: Value, share: Value) =>
      add(graph, mul(graph, sub(graph, one, share), a), mul(graph, share, b));
    const across = part(x, left);
    return between(
      between(read(top, left), read(top, right), across),
      between(read(bottom, left), read(bottom, right), across),
      part(y, top),
    );
  }),
);
