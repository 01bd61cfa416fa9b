/**
 * Random draws inside a training step, for layers and objectives. In an eager step (`withDraws`) a draw
 * returns the numbers of (seed, step, number of the draw). In a step that is being traced it is tfjs's
 * own draw, which the tracer replaces with an input. That input is fed with the same numbers.
 */
import * as tf from '#tfjs';
import { drawRandomInputs } from './random-inputs.ts';
import type { Distribution } from '@ganport/export';
import type { NoiseName } from './noise.ts';

interface Draws {
  readonly seed: number;
  readonly step: number;
  count: number;
}

let current: Draws | undefined;

/** Runs `body`; its draws return the numbers of (seed, step), in their order. */
export function withDraws<T>(seed: number, step: number, body: () => T): T {
  const outer = current;
  current = { seed, step, count: 0 };
  try {
    return body();
  } finally {
    current = outer;
  }
}

/**
 * Uniform in [min, max), float32. The tracer infers the bounds from the numbers that tfjs draws. With
 * bounds of at most six digits, eager and traced steps agree to the last bit.
 */
export function drawUniform(shape: number[], min = 0, max = 1): tf.Tensor {
  return draw({ kind: 'uniform', min, max }, shape, () => tf.randomUniform(shape, min, max));
}

/**
 * Integers from 0 to count − 1, equally likely, as float32. They are made of standard uniform draws,
 * which the tracer infers exactly even from a single number.
 */
export function drawIntegers(shape: number[], count: number): tf.Tensor {
  // The product with the largest draw may round up to `count`.
  return drawUniform(shape)
    .mul(count)
    .floor()
    .minimum(count - 1);
}

/** Standard normal, float32. */
export function drawNormal(shape: number[]): tf.Tensor {
  return draw({ kind: 'normal', mean: 0, stddev: 1 }, shape, () => tf.randomNormal(shape));
}

/**
 * Dropout's mask, float32: `1 / kept` with probability `kept`, otherwise 0. Probabilities have a
 * resolution of 2^-16. The tracer recognizes this expression as a mask.
 */
export function drawMask(shape: number[], kept: number): tf.Tensor {
  const value = 1 / kept;
  return draw({ kind: 'mask', probability: kept, value }, shape, () =>
    tf.randomUniform(shape).add(kept).floor().mul(value),
  );
}

function draw(distribution: Distribution, shape: number[], traced: () => tf.Tensor): tf.Tensor {
  if (!current) return traced();
  const values = drawRandomInputs(
    [{ name: 'eager', shape, distribution }],
    current.seed,
    current.step,
    current.count++,
  );
  return tf.tensor(values[0] as Float32Array, shape);
}

/** The noise of a step, by its distribution. */
export const drawNoise = {
  normal: drawNormal,
  uniform: (shape) => drawUniform(shape, -1, 1),
} as const satisfies Record<NoiseName, (shape: number[]) => tf.Tensor>;
