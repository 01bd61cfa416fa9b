/** Conv2D and its fused form: paddings, strides, dilations, odd sizes, layouts, activations. */
import * as tf from '@tensorflow/tfjs';
import { bothStrategies, lowers, type LoweringCase } from '../support/lowering-case.ts';
import { floats } from '../support/numbers.ts';
import { slopes } from '../support/slopes.ts';

type Padding = Parameters<typeof tf.conv2d>[3];

export interface Geometry {
  /** The tolerance of the case, for forms that round more. */
  readonly tolerance?: number;
  /** NHWC, or NCHW when `format` says so. */
  readonly x: readonly [number, number, number, number];
  /** HWIO. */
  readonly filter: readonly [number, number, number, number];
  readonly strides: number | [number, number];
  readonly pad: Padding;
  readonly format?: 'NHWC' | 'NCHW';
  readonly dilations?: number | [number, number];
  readonly rounding?: 'floor' | 'round' | 'ceil';
}

const explicit: Padding = [
  [0, 0],
  [1, 2],
  [0, 1],
  [0, 0],
];

const nameOf = ({ x, filter, strides, pad, format, dilations, rounding }: Geometry) =>
  [
    `${x.join('×')} by ${filter.join('×')}, strides ${String(strides)}, pad ${JSON.stringify(pad)}`,
    dilations !== undefined && `dilations ${String(dilations)}`,
    format,
    rounding,
  ]
    .filter(Boolean)
    .join(', ');

const conv = (x: tf.Tensor4D, filter: tf.Tensor4D, g: Geometry): tf.Tensor4D =>
  tf.conv2d(x, filter, g.strides, g.pad, g.format ?? 'NHWC', g.dilations ?? 1, g.rounding);

export const forward = (g: Geometry): LoweringCase =>
  lowers(
    `conv2d ${nameOf(g)}`,
    { x: floats(g.x, 1), filter: floats(g.filter, 2) },
    ({ x, filter }) => conv(x, filter, g),
    { convolutions: bothStrategies, ...(g.tolerance !== undefined && { tolerance: g.tolerance }) },
  );

export const backward = (g: Geometry): LoweringCase =>
  lowers(
    `gradients of conv2d ${nameOf(g)}`,
    { x: floats(g.x, 3, -0.5, 0.5), filter: floats(g.filter, 4, -0.5, 0.5) },
    ({ x, filter }) => slopes((a, b) => conv(a, b, g), [x, filter]),
    { convolutions: bothStrategies, ...(g.tolerance !== undefined && { tolerance: g.tolerance }) },
  );

const squares: readonly Geometry[] = (['same', 'valid', 1, explicit] as const).flatMap((pad) =>
  ([1, 2, 3] as const).map((strides) => ({
    x: [2, 7, 8, 9] as const,
    filter: [3, 3, 9, 10] as const,
    strides,
    pad,
    ...(typeof pad === 'number' && { rounding: 'floor' as const }),
    ...(pad === explicit && { rounding: 'floor' as const }),
  })),
);

const odd: readonly Geometry[] = [
  { x: [1, 5, 5, 1], filter: [2, 4, 1, 3], strides: 1, pad: 'same' },
  { x: [2, 9, 5, 8], filter: [5, 1, 8, 8], strides: [2, 1], pad: 'same' },
  { x: [2, 6, 6, 8], filter: [1, 1, 8, 4], strides: 1, pad: 'valid' },
  { x: [2, 7, 6, 8], filter: [1, 1, 8, 9], strides: 2, pad: 'same' },
  { x: [2, 6, 9, 8], filter: [2, 2, 8, 9], strides: 3, pad: 'valid' },
  { x: [1, 8, 8, 16], filter: [4, 4, 16, 8], strides: 2, pad: 'same' },
  { x: [3, 8, 7, 6], filter: [3, 2, 8, 9], strides: [2, 1], pad: 'same', format: 'NCHW' },
];

/**
 * Many channels: the 'cpu' strategy has Winograd's tiles, whose sums cancel. The results are sums of
 * hundreds of products, up to 50 in size, where most are near 0.
 */
export const winogradTolerance = 5e-3;
const tiled = (
  [
    { x: [2, 7, 7, 16], filter: [5, 5, 16, 17], strides: 1, pad: 'same' },
    { x: [1, 12, 13, 16], filter: [3, 3, 16, 18], strides: 1, pad: 'valid' },
    { x: [2, 9, 16, 16], filter: [4, 5, 16, 16], strides: 1, pad: explicit, rounding: 'floor' },
    { x: [1, 16, 9, 14], filter: [3, 4, 16, 16], strides: 1, pad: 'same', format: 'NCHW' },
    { x: [2, 14, 14, 16], filter: [5, 5, 16, 17], strides: 2, pad: 'same' },
    { x: [1, 20, 24, 16], filter: [4, 6, 16, 16], strides: [1, 2], pad: 'valid' },
    { x: [2, 18, 20, 16], filter: [7, 4, 16, 16], strides: 2, pad: explicit, rounding: 'floor' },
    { x: [1, 16, 16, 21], filter: [7, 9, 16, 16], strides: [2, 3], pad: 'same', format: 'NCHW' },
  ] satisfies Geometry[]
).map((g): Geometry => ({ ...g, tolerance: winogradTolerance }));

/** Stride 1, and few channels out of more: the 'cpu' strategy has the narrow form. */
const narrow: readonly Geometry[] = [
  { x: [2, 9, 8, 9], filter: [5, 4, 9, 3], strides: 1, pad: 'same' },
  { x: [1, 10, 9, 8], filter: [7, 7, 8, 1], strides: 1, pad: 'valid' },
  { x: [2, 7, 6, 4], filter: [3, 3, 4, 2], strides: 1, pad: explicit, rounding: 'floor' },
  { x: [2, 9, 7, 8], filter: [3, 4, 9, 7], strides: 1, pad: 'same', format: 'NCHW' },
];

const dilated: readonly Geometry[] = [
  { x: [2, 9, 8, 8], filter: [3, 3, 8, 8], strides: 1, pad: 'same', dilations: 2 },
  { x: [1, 9, 9, 3], filter: [3, 2, 3, 8], strides: 1, pad: 'valid', dilations: [2, 3] },
];

const transposed: readonly LoweringCase[] = (
  [
    [[2, 4, 5, 9], [5, 5, 8, 9], [2, 8, 10, 8], 2, 'same'],
    [[2, 4, 5, 9], [3, 3, 8, 9], [2, 6, 7, 8], 1, 'valid'],
    [[1, 3, 3, 2], [4, 4, 3, 2], [1, 6, 6, 3], 2, 'same'],
    [[1, 3, 3, 8], [2, 2, 8, 8], [1, 9, 9, 8], 3, 'same'],
  ] as const
).map(([x, filter, out, strides, pad]) =>
  lowers(
    `conv2dTranspose ${x.join('×')} to ${out.join('×')}, stride ${strides}, ${pad}`,
    { x: floats(x, 1), filter: floats(filter, 2) },
    (tensors) => tf.conv2dTranspose(tensors.x, tensors.filter, [...out], strides, pad),
    { convolutions: bothStrategies },
  ),
);

const activations = ['linear', 'relu', 'relu6', 'elu', 'sigmoid', 'leakyrelu', 'prelu'] as const;

const fusedConvs: readonly LoweringCase[] = activations.flatMap((activation) =>
  (['NHWC', 'NCHW'] as const)
    .filter((format) => format === 'NHWC' || activation !== 'prelu')
    .map((dataFormat) =>
      lowers(
        `fused.conv2d with ${activation}, ${dataFormat}`,
        {
          x: floats(dataFormat === 'NHWC' ? [2, 5, 6, 8] : [2, 8, 5, 6], 1),
          filter: floats([3, 3, 8, 4], 2),
          bias: floats([4], 3),
          alpha: floats([4], 4),
        },
        ({ x, filter, bias, alpha }) =>
          tf.fused.conv2d({
            ...{ x, filter, bias, activation, dataFormat, strides: 1, pad: 'same' },
            ...(activation === 'prelu' && { preluActivationWeights: alpha }),
            leakyreluAlpha: 0.3,
          }),
        { convolutions: bothStrategies },
      ),
    ),
);

export const convolutionCases: readonly LoweringCase[] = [
  ...[...squares, ...odd, ...narrow, ...tiled, ...dilated].map(forward),
  ...[...squares, ...odd, ...narrow, ...tiled].map(backward),
  ...transposed,
  ...fusedConvs,
  lowers(
    'conv2d of a single image',
    { x: floats([5, 5, 3]), filter: floats([3, 3, 3, 2], 2) },
    ({ x, filter }) => tf.conv2d(x, filter, 1, 'same'),
  ),
];
