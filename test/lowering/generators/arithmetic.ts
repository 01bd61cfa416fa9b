/** Kernels with two operands or more, which broadcast, of every pair of dtypes that tfjs takes. */
import * as tf from '@tensorflow/tfjs';
import {
  dtypes,
  integer,
  narrowed,
  numbers,
  oneOf,
  shape,
  several,
  truths,
  wholes,
  withEdges,
  type Draw,
  type Dtypes,
} from '../support/drawing.ts';
import type { Generator, Generators } from '../support/generator.ts';
import { lowers } from '../support/lowering-case.ts';

type Binary = (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;

/** Two shapes that broadcast, either the larger one. */
function shapes(draw: Draw): [number[], number[]] {
  const whole = shape(draw);
  const part = narrowed(draw, whole);
  return oneOf<[number[], number[]]>(draw, [
    [whole, part],
    [part, whole],
    [narrowed(draw, whole), part],
  ]);
}

const binary =
  (name: string, fn: Binary, types: Dtypes = dtypes): Generator =>
  (draw) => {
    const [of, other] = shapes(draw);
    const inputs = {
      a: withEdges(draw, numbers(draw, of, types)),
      b: withEdges(draw, numbers(draw, other, types)),
    };
    return lowers(name, inputs, ({ a, b }) => fn(a, b));
  };

const anyTypes: Readonly<Record<string, Binary>> = {
  Add: tf.add,
  Equal: tf.equal,
  FloorDiv: tf.floorDiv,
  Greater: tf.greater,
  GreaterEqual: tf.greaterEqual,
  Less: tf.less,
  LessEqual: tf.lessEqual,
  Maximum: tf.maximum,
  Minimum: tf.minimum,
  Multiply: tf.mul,
  NotEqual: tf.notEqual,
  SquaredDifference: tf.squaredDifference,
  Sub: tf.sub,
};

export const arithmetic: Generators = {
  ...Object.fromEntries(
    Object.entries(anyTypes).map(([kernel, fn]) => [kernel, binary(kernel, fn)]),
  ),
  RealDiv: binary('div', tf.div, ['float32', 'bool']),
  LogicalAnd: binary('and', tf.logicalAnd, ['bool']),
  LogicalOr: binary('or', tf.logicalOr, ['bool']),
  Atan2: (draw) => {
    // Zeros have no sign in the lowering, and two infinities no angle.
    const [of, other] = shapes(draw);
    const inputs = { a: numbers(draw, of), b: numbers(draw, other) };
    return lowers('atan2', inputs, ({ a, b }) => tf.atan2(a, b));
  },
  Mod: (draw) => {
    const [of, other] = shapes(draw);
    // tfjs's remainder by an infinity depends on the signs.
    const inputs = { a: withEdges(draw, numbers(draw, of)), b: numbers(draw, other) };
    return lowers('mod', inputs, ({ a, b }) => tf.mod(a, b));
  },
  Pow: (draw) => {
    const [of, other] = shapes(draw);
    const type = oneOf(draw, ['float32', 'int32'] as const);
    const a = numbers(draw, of, [type]);
    const b = { ...wholes(draw, other, type === 'int32' ? 0 : -3, 4), dtype: type };
    return lowers('pow', { a, b }, (t) => tf.pow(t.a, t.b));
  },
  BitwiseAnd: (draw) => {
    const of = shape(draw);
    const inputs = { a: wholes(draw, of, -99, 99), b: wholes(draw, of, -99, 99) };
    return lowers('bitwiseAnd', inputs, ({ a, b }) => tf.bitwiseAnd(a, b));
  },
  AddN: (draw) => {
    const of = shape(draw);
    const type = oneOf(draw, ['float32', 'int32'] as const);
    const all = several(integer(draw, 1, 4), (i) => [`x${i}`, numbers(draw, of, [type])] as const);
    return lowers('addN', Object.fromEntries(all), (t) => tf.addN(Object.values(t)));
  },
  Select: (draw) => {
    const whole = shape(draw, { least: 1 });
    const inputs = {
      c: truths(draw, narrowed(draw, whole)),
      a: withEdges(draw, numbers(draw, narrowed(draw, whole))),
      b: numbers(draw, whole),
    };
    return lowers('where', inputs, ({ c, a, b }) => tf.where(c, a, b));
  },
};
