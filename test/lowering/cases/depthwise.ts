/** Depthwise and separable convolutions, their fused form and their gradients. */
import * as tf from '@tensorflow/tfjs';
import { lowers, type LoweringCase } from '../support/lowering-case.ts';
import { floats } from '../support/numbers.ts';
import { slopes } from '../support/slopes.ts';

interface Geometry {
  readonly x: readonly [number, number, number, number];
  readonly filter: readonly [number, number, number, number];
  readonly strides: number | [number, number];
  readonly pad: 'same' | 'valid' | number;
  readonly dilations?: number;
}

const geometries: readonly Geometry[] = [
  { x: [2, 5, 6, 3], filter: [3, 3, 3, 1], strides: 1, pad: 'same' },
  { x: [2, 5, 6, 3], filter: [3, 2, 3, 2], strides: 1, pad: 'valid' },
  { x: [2, 7, 6, 2], filter: [3, 3, 2, 2], strides: 2, pad: 'same' },
  { x: [2, 8, 8, 2], filter: [3, 3, 2, 3], strides: 2, pad: 'valid' },
  { x: [1, 8, 9, 2], filter: [2, 2, 2, 1], strides: 3, pad: 'valid' },
  { x: [1, 6, 6, 2], filter: [3, 3, 2, 1], strides: 1, pad: 1 },
];
const dilated: Geometry = {
  ...{ x: [2, 9, 8, 3], filter: [3, 3, 3, 1], strides: 1, pad: 'same' },
  dilations: 2,
};

const nameOf = ({ x, filter, strides, pad, dilations }: Geometry) =>
  `${x.join('×')} by ${filter.join('×')}, strides ${String(strides)}, pad ${pad}` +
  (dilations ? `, dilations ${dilations}` : '');
const convolve = (x: tf.Tensor4D, filter: tf.Tensor4D, g: Geometry) =>
  tf.depthwiseConv2d(x, filter, g.strides, g.pad, 'NHWC', g.dilations ?? 1);
const inputs = (g: Geometry) => ({ x: floats(g.x, 1, -1, 1), filter: floats(g.filter, 2, -1, 1) });

export const depthwiseCases: readonly LoweringCase[] = [
  ...[...geometries, dilated].map((g) =>
    lowers(`depthwiseConv2d ${nameOf(g)}`, inputs(g), ({ x, filter }) => convolve(x, filter, g)),
  ),
  ...geometries.map((g) =>
    lowers(`gradients of depthwiseConv2d ${nameOf(g)}`, inputs(g), ({ x, filter }) =>
      slopes((a, b) => convolve(a, b, g), [x, filter]),
    ),
  ),
  ...(['linear', 'relu6', 'prelu'] as const).map((activation) =>
    lowers(
      `fused.depthwiseConv2d with ${activation}`,
      { x: floats([2, 5, 5, 3]), filter: floats([3, 3, 3, 2], 2), bias: floats([6], 3) },
      ({ x, filter, bias }) =>
        tf.fused.depthwiseConv2d({
          ...{ x, filter, bias, activation, strides: 1, pad: 'same' },
          ...(activation === 'prelu' && { preluActivationWeights: bias }),
        }),
    ),
  ),
  lowers(
    'separableConv2d',
    { x: floats([2, 5, 5, 3]), depth: floats([3, 3, 3, 2], 2), point: floats([1, 1, 6, 4], 3) },
    ({ x, depth, point }) => tf.separableConv2d(x, depth, point, 1, 'same'),
  ),
];
