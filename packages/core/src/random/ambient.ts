/**
 * Random draws inside a step. Layers and steps ask here; what they get depends on who runs them: an
 * eager step gets the numbers of (seed, step, draw), a step that is being traced gets tfjs's own
 * draw, which the tracer turns into an input that is fed with those same numbers.
 */
import * as tf from '@tensorflow/tfjs';
import { drawRandomInputs } from './random-inputs.ts';
import type { Distribution } from '@ganport/export';

interface Draws {
  readonly seed: number;
  readonly step: number;
  count: number;
}

let current: Draws | undefined;

/** Runs `body` with every draw in it taken from (seed, step), in the order of the draws. */
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
 * Uniform in [min, max), float32. Bounds of at most six digits are the same to the last bit whether
 * a step is traced or not: the tracer reads them off the numbers that tfjs draws.
 */
export function drawUniform(shape: number[], min = 0, max = 1): tf.Tensor {
  return draw({ kind: 'uniform', min, max }, shape, () => tf.randomUniform(shape, min, max));
}

/** Standard normal, float32. */
export function drawNormal(shape: number[]): tf.Tensor {
  return draw({ kind: 'normal', mean: 0, stddev: 1 }, shape, () => tf.randomNormal(shape));
}

/**
 * `1 / kept` with probability `kept`, in steps of 2^-16, otherwise 0: dropout's mask, float32. Traced,
 * it is written so that the tracer knows it for a mask.
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
