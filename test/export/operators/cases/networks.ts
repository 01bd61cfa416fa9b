/** Convolutions, pools, products, normalizations, images and Fourier transforms. */
import { distinct, floats, shaped, vector } from '../../../lowering/support/numbers.ts';
import { node, type } from '../../support/graph-def.ts';
import { flag, int, ints, known, one, real, several, text, texts } from '../operator-case.ts';

const image = floats([1, 5, 6, 2]);
const format = { data_format: text('NHWC') };
const window = { strides: ints(1, 2, 2, 1), padding: text('SAME'), ...format };
const unit = { strides: ints(1, 1, 1, 1), padding: text('VALID'), ...format };
const dilated = { ...unit, dilations: ints(1, 1, 1, 1) };
const pool = { ...window, ksize: ints(1, 2, 2, 1) };
const volume = {
  strides: ints(1, 1, 1, 1, 1),
  padding: text('SAME'),
  data_format: text('NDHWC'),
  ksize: ints(1, 2, 2, 2, 1),
};
const whole = (...values: number[]) => known(vector(values, 'int32'));
const number = (value: number) => known({ dtype: 'int32', shape: [], values: [value] });
const fused = { num_args: int(1), fused_ops: texts('BiasAdd', 'Relu') };
const weights = (shape: readonly number[], seed = 2) => known(floats(shape, seed));
const channels = [1, 2, 3].map((seed) => known(floats([2], seed)));
const variance = known(floats([2], 4, 0.5, 1.5));

const convolutions = [
  one('Conv1D', [floats([1, 6, 2]), weights([3, 2, 4])], {
    stride: int(1),
    padding: text('SAME'),
    data_format: text('NWC'),
    dilation: int(1),
  }),
  one('Conv2D', [image, weights([3, 3, 2, 4])], { ...window, dilations: ints(1, 1, 1, 1) }),
  one('_FusedConv2D', [image, weights([3, 3, 2, 4]), weights([4], 3)], { ...dilated, ...fused }),
  one('Conv2DBackpropInput', [whole(1, 10, 12, 3), weights([3, 3, 3, 2]), image], window),
  one('DepthwiseConv2d', [image, weights([3, 3, 2, 2])], dilated),
  one('DepthwiseConv2dNative', [image, weights([3, 3, 2, 2])], dilated),
  one('FusedDepthwiseConv2dNative', [image, weights([3, 3, 2, 2]), weights([4], 3)], {
    ...dilated,
    ...fused,
  }),
  one('Conv3D', [floats([1, 3, 4, 4, 2]), weights([2, 2, 2, 2, 3])], {
    ...volume,
    dilations: ints(1, 1, 1, 1, 1),
  }),
  one('Dilation2D', [image, weights([2, 2, 2])], { ...window, rates: ints(1, 1, 1, 1) }),
];

const pools = [
  one('AvgPool', [image], pool),
  one('MaxPool', [image], pool),
  one(
    'MaxPoolWithArgmax',
    [distinct([1, 4, 4, 2])],
    { ...pool, include_batch_in_index: flag(false) },
    {
      outputs: 2,
    },
  ),
  one('AvgPool3D', [floats([1, 3, 4, 4, 2])], volume),
  one('MaxPool3D', [floats([1, 3, 4, 4, 2])], volume),
];

const products = [
  one('MatMul', [floats([2, 3]), floats([4, 3], 2)], {
    transpose_a: flag(false),
    transpose_b: flag(true),
  }),
  one('_FusedMatMul', [floats([2, 3]), weights([3, 4]), weights([4], 3)], {
    ...fused,
    transpose_a: flag(false),
    transpose_b: flag(false),
  }),
  ...['BatchMatMul', 'BatchMatMulV2'].map((op) =>
    one(op, [floats([2, 2, 3]), floats([2, 4, 3], 2)], { adj_x: flag(false), adj_y: flag(true) }),
  ),
  one('Einsum', [floats([2, 3]), floats([3, 4], 2)], { equation: text('ij,jk->ki'), N: int(2) }),
];

const normalizations = [
  ...['FusedBatchNorm', 'FusedBatchNormV2', 'FusedBatchNormV3'].map((op) =>
    one(op, [image, ...channels, variance], { epsilon: real(0.01) }),
  ),
  one('LRN', [floats([1, 2, 2, 6])], {
    depth_radius: int(2),
    bias: real(1),
    alpha: real(0.5),
    beta: real(0.5),
  }),
];

const corners = { align_corners: flag(false), half_pixel_centers: flag(true) };
const box = shaped(vector([0, 0, 0.5, 1, 0.2, 0.3, 0.9, 0.8]), [2, 4]);
const images = [
  one('ResizeBilinear', [image, whole(7, 4)], corners),
  one('ResizeNearestNeighbor', [image, whole(10, 12)], corners),
  one('CropAndResize', [floats([2, 5, 6, 2]), box, whole(1, 0), whole(3, 3)], {
    method: text('bilinear'),
    extrapolation_value: real(0),
  }),
  one(
    'ImageProjectiveTransformV3',
    [
      image,
      known(shaped(vector([1, 0.1, -1, 0, 0.9, 0.5, 0, 0]), [1, 8])),
      whole(4, 4),
      known({ dtype: 'float32', shape: [], values: [0.5] }),
    ],
    { interpolation: text('bilinear'), fill_mode: text('constant') },
  ),
];

const float = { T: type('FLOAT') };
const parts = { x: floats([1, 4]), y: floats([1, 4], 2) };
const complex = node('z', 'Complex', ['x', 'y'], float);
const fourier = [
  several(parts, [complex, node('re', 'Real', ['z']), node('im', 'Imag', ['z'])], ['re', 'im']),
  several(parts, [complex, node('size', 'ComplexAbs', ['z'])], ['size']),
  ...['FFT', 'IFFT'].map((op) =>
    several(
      parts,
      [complex, node('f', op, ['z']), node('re', 'Real', ['f']), node('im', 'Imag', ['f'])],
      ['re', 'im'],
    ),
  ),
  several(
    { x: floats([1, 4]) },
    [node('f', 'RFFT', ['x', 'n']), node('re', 'Real', ['f']), node('im', 'Imag', ['f'])],
    ['re', 'im'],
    { n: vector([4], 'int32') },
  ),
  several(
    { x: floats([1, 3]), y: floats([1, 3], 2) },
    [complex, node('f', 'IRFFT', ['z', 'n'])],
    ['f'],
    { n: vector([4], 'int32') },
  ),
];

export const networks = [
  ...convolutions,
  ...pools,
  ...products,
  ...normalizations,
  ...images,
  ...fourier,
  one('FakeQuantWithMinMaxVars', [floats([2, 3]), number(-1), number(1)], {
    min: real(-1),
    max: real(1),
  }),
];
