/** Kernels that reduce axes, or accumulate along one. */
import * as tf from '@tensorflow/tfjs';
import {
  axes,
  axis,
  dtypes,
  flag,
  integer,
  numbers,
  oneOf,
  reals,
  shape,
  truths,
  wholes,
  withEdges,
  type Draw,
  type Dtypes,
} from '../support/drawing.ts';
import type { Generator, Generators } from '../support/generator.ts';
import { lowers, type LoweringCase } from '../support/lowering-case.ts';
import type { Numbers } from '../support/numbers.ts';

type Reduce = (x: tf.Tensor, axis?: number | number[], keepDims?: boolean) => tf.Tensor;

function reduced(draw: Draw, name: string, fn: Reduce, x: Numbers): LoweringCase {
  const over = axes(draw, x.shape.length);
  const kept = flag(draw);
  return lowers(`${name} over ${String(over)}${kept ? ', kept' : ''}`, { x }, (t) =>
    fn(t.x, over, kept),
  );
}

const reduction =
  (name: string, fn: Reduce, types: Dtypes = dtypes, least: 0 | 1 = 0): Generator =>
  (draw) =>
    reduced(draw, name, fn, withEdges(draw, numbers(draw, shape(draw, { least }), types)));

const search =
  (name: string, fn: (x: tf.Tensor, axis: number) => tf.Tensor): Generator =>
  (draw) => {
    // NaN counts in tfjs where it comes first alone.
    const x = numbers(draw, shape(draw, { minRank: 1, least: 1 }));
    const over = axis(draw, x.shape.length);
    return lowers(`${name} over ${over}`, { x }, (t) => fn(t.x, over));
  };

type Cumulate = (x: tf.Tensor, axis: number, exclusive: boolean, reverse: boolean) => tf.Tensor;

const cumulation =
  (name: string, fn: Cumulate): Generator =>
  (draw) => {
    const x = numbers(draw, shape(draw, { minRank: 1 }));
    // tfjs's shapes are wrong for a negative axis.
    const along = integer(draw, 0, x.shape.length - 1);
    const [exclusive, reverse] = [flag(draw), flag(draw)];
    return lowers(`${name} on ${along}, ${String(exclusive)}, ${String(reverse)}`, { x }, (t) =>
      fn(t.x, along, exclusive, reverse),
    );
  };

export const reductions: Generators = {
  Sum: reduction('sum', tf.sum),
  Mean: reduction('mean', tf.mean),
  Prod: (draw) => {
    const of = shape(draw);
    // Products of larger numbers overflow, and ONNX Runtime's intermediate ones are float32.
    const x = oneOf(draw, [reals(draw, of, -1.5, 1.5), wholes(draw, of, -1, 2), truths(draw, of)]);
    return reduced(draw, 'prod', tf.prod, x);
  },
  // tfjs's extremum of no integers is 0.
  Max: reduction('max', tf.max, dtypes, 1),
  Min: reduction('min', tf.min, dtypes, 1),
  // tfjs's all of nothing is false.
  All: reduction('all', tf.all, ['bool'], 1),
  Any: reduction('any', tf.any, ['bool'], 1),
  ArgMax: search('argMax', tf.argMax),
  ArgMin: search('argMin', tf.argMin),
  Cumsum: cumulation('cumsum', tf.cumsum),
  Cumprod: cumulation('cumprod', tf.cumprod),
  Softmax: (draw) => {
    const x = reals(draw, shape(draw, { minRank: 1 }), -30, 30);
    return lowers('softmax', { x }, (t) => tf.softmax(t.x));
  },
};
