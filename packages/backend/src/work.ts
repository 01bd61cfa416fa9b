/**
 * Measures of what a kernel computes, of which the tables of kernels are made. The unit is the sum of two numbers
 * on tfjs's cpu backend, about 20 ns.
 */
import { type NamedTensorInfoMap, type TensorInfo, util } from '#tfjs-core';

export type Work = (inputs: NamedTensorInfoMap, attrs: unknown) => number;

export const size = (info: TensorInfo | undefined) => (info ? util.sizeFromShape(info.shape) : 0);

/** Inputs that a call leaves out are undefined. */
const given = (inputs: NamedTensorInfoMap) =>
  Object.values(inputs).filter((info) => info !== undefined && info !== null);

/** Of the inputs' shapes after broadcasting. */
export const broadcast: Work = (inputs) => {
  const sizes: number[] = [];
  for (const { shape } of given(inputs)) {
    for (let axis = 1; axis <= shape.length; axis++) {
      sizes[axis] = Math.max(sizes[axis] ?? 1, shape.at(-axis) as number);
    }
  }
  return sizes.reduce((all, n) => all * n, 1);
};

export const reading: Work = (inputs) => given(inputs).reduce((sum, info) => sum + size(info), 0);

/** A multiplication inside a product of matrices makes no result of its own. */
export const product = 1 / 4;

export const times =
  (factor: number, work: Work): Work =>
  (inputs, attrs) =>
    factor * work(inputs, attrs);
