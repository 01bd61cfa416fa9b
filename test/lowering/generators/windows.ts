/** Convolutions, pools and dilations of images and volumes, and their gradients. */
import * as tf from '@tensorflow/tfjs';
import { flag, integer, oneOf, reals, several, type Draw } from '../support/drawing.ts';
import type { Generator, Generators } from '../support/generator.ts';
import { lowers } from '../support/lowering-case.ts';
import { distinct } from '../support/numbers.ts';
import { slopes } from '../support/slopes.ts';

type Pair = [number, number];
type Triple = [number, number, number];
type Margins = [Pair, Pair, Pair, Pair];

interface Windows {
  readonly input: readonly number[];
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly pad: 'same' | 'valid' | 'explicit';
  /** Rows before and after each axis, where the padding is explicit. */
  readonly margins: readonly Pair[];
}

interface Allowed {
  readonly dilated?: boolean;
  readonly explicit?: boolean;
  /** The same strides and dilations on every axis. */
  readonly square?: boolean;
  readonly kernel?: readonly number[];
}

/** Windows that fit into an image of `rank` axes. */
function windows(
  draw: Draw,
  rank: number,
  { dilated, explicit, square, ...given }: Allowed = {},
): Windows {
  const kernel = given.kernel ?? several(rank, () => integer(draw, 1, 3));
  // tfjs takes strides or dilations, not both.
  const isDilated = dilated === true && integer(draw, 0, 2) === 0;
  const rates = (most: number) => {
    const rate = integer(draw, 1, most);
    return several(rank, () => (square ? rate : integer(draw, 1, most)));
  };
  const strides = isDilated ? several(rank, () => 1) : rates(3);
  const dilations = isDilated ? rates(2) : several(rank, () => 1);
  const pad = oneOf(
    draw,
    explicit ? (['same', 'valid', 'explicit'] as const) : (['same', 'valid'] as const),
  );
  const margins = several(rank, (): Pair =>
    pad === 'explicit' ? [integer(draw, 0, 2), integer(draw, 0, 2)] : [0, 0],
  );
  const input = several(rank, (i) => {
    if (pad === 'same') return integer(draw, 1, 7);
    const [before, after] = margins[i] ?? [0, 0];
    const reach = ((kernel[i] ?? NaN) - 1) * (dilations[i] ?? NaN) + 1;
    return Math.max(1, reach - before - after) + integer(draw, 0, 4);
  });
  return { input, kernel, strides, dilations, pad, margins };
}

const nameOf = ({ kernel, strides, dilations, pad, margins }: Windows) =>
  `kernel ${kernel.join('×')}, strides ${strides.join()}, dilations ${dilations.join()}, ` +
  (pad === 'explicit' ? `pads ${margins.join(' ')}` : pad);

const gradientTolerance = { tolerance: 1e-4 };

interface Convolution {
  readonly w: Windows;
  readonly name: string;
  readonly x: ReturnType<typeof reals>;
  readonly filter: ReturnType<typeof reals>;
  readonly out: number;
  readonly fn: (x: tf.Tensor4D, filter: tf.Tensor4D) => tf.Tensor4D;
}

function convolution(draw: Draw, allowed: Allowed): Convolution {
  const w = windows(draw, 2, { ...allowed, explicit: true });
  const [channels, out] = [integer(draw, 1, 4), integer(draw, 1, 4)];
  const format = oneOf(draw, ['NHWC', 'NHWC', 'NCHW'] as const);
  const batch = integer(draw, 1, 2);
  const [y, x] = w.margins as [Pair, Pair];
  const margins: Margins = format === 'NHWC' ? [[0, 0], y, x, [0, 0]] : [[0, 0], [0, 0], y, x];
  const pad = w.pad === 'explicit' ? margins : w.pad;
  return {
    w,
    name: `${nameOf(w)}, ${format}`,
    x: reals(
      draw,
      format === 'NHWC' ? [batch, ...w.input, channels] : [batch, channels, ...w.input],
      -1,
      1,
    ),
    filter: reals(draw, [...w.kernel, channels, out], -1, 1),
    out,
    fn: (image, filter) =>
      tf.conv2d(image, filter, w.strides as Pair, pad, format, w.dilations as Pair),
  };
}

const gradientOfConv2d: Generator = (draw) => {
  const { name, x, filter, fn } = convolution(draw, {});
  return lowers(
    `gradients of conv2d, ${name}`,
    { x, filter },
    (t) => slopes(fn, [t.x as tf.Tensor4D, t.filter as tf.Tensor4D]),
    gradientTolerance,
  );
};

function depthwise(draw: Draw, allowed: Allowed) {
  const w = windows(draw, 2, { ...allowed, square: true });
  const channels = integer(draw, 1, 4);
  const multiplier = integer(draw, 1, 3);
  return {
    w,
    out: channels * multiplier,
    x: reals(draw, [integer(draw, 1, 2), ...w.input, channels], -1, 1),
    filter: reals(draw, [...w.kernel, channels, multiplier], -1, 1),
    pad: w.pad as 'same' | 'valid',
  };
}

const gradientOfDepthwise: Generator = (draw) => {
  const { w, x, filter, pad } = depthwise(draw, {});
  return lowers(
    `gradients of depthwiseConv2d, ${nameOf(w)}`,
    { x, filter },
    (t) =>
      slopes(
        (a, b) => tf.depthwiseConv2d(a, b, w.strides as Pair, pad),
        [t.x as tf.Tensor4D, t.filter as tf.Tensor4D],
      ),
    gradientTolerance,
  );
};

function convolution3d(draw: Draw, allowed: Allowed) {
  const w = windows(draw, 3, allowed);
  const [channels, out] = [integer(draw, 1, 3), integer(draw, 1, 3)];
  return {
    w,
    x: reals(draw, [integer(draw, 1, 2), ...w.input, channels], -1, 1),
    filter: reals(draw, [...w.kernel, channels, out], -1, 1),
    fn: (x: tf.Tensor, filter: tf.Tensor) =>
      tf.conv3d(
        x as tf.Tensor5D,
        filter as tf.Tensor5D,
        w.strides as Triple,
        w.pad as 'same' | 'valid',
        'NDHWC',
        w.dilations as Triple,
      ),
  };
}

const gradientOfConv3d: Generator = (draw) => {
  const { w, x, filter, fn } = convolution3d(draw, {});
  return lowers(
    `gradients of conv3d, ${nameOf(w)}`,
    { x, filter },
    (t) => slopes(fn, [t.x, t.filter]),
    gradientTolerance,
  );
};

const pools = { maxPool: tf.maxPool, avgPool: tf.avgPool };
const pools3d = { maxPool3d: tf.maxPool3d, avgPool3d: tf.avgPool3d };

/** Numbers that differ, so that no maximum is a tie. */
const different = (draw: Draw, of: readonly number[]) => distinct(of, integer(draw, 1, 1e6));

const pool =
  (kind: keyof typeof pools, isGradient: boolean): Generator =>
  (draw) => {
    const w = windows(draw, 2);
    const x = different(draw, [integer(draw, 1, 2), ...w.input, integer(draw, 1, 3)]);
    const fn = (t: tf.Tensor) =>
      pools[kind](t as tf.Tensor4D, w.kernel as Pair, w.strides as Pair, w.pad as 'same' | 'valid');
    return lowers(`${kind}${isGradient ? ', gradient' : ''}, ${nameOf(w)}`, { x }, (t) =>
      isGradient ? slopes((y) => tf.mul(fn(y), 0.05), [t.x]) : fn(t.x),
    );
  };

const pool3d =
  (kind: keyof typeof pools3d, isGradient: boolean): Generator =>
  (draw) => {
    const [depth, side] = [integer(draw, 1, 3), integer(draw, 1, 3)];
    // tfjs's gradient of a maximum is wrong where the window's height and width differ.
    const isMaxGradient = isGradient && kind === 'maxPool3d';
    const w = windows(draw, 3, isMaxGradient ? { kernel: [depth, side, side] } : {});
    const x = different(draw, [1, ...w.input, integer(draw, 1, 2)]);
    const fn = (t: tf.Tensor) =>
      pools3d[kind](
        t as tf.Tensor5D,
        w.kernel as Triple,
        w.strides as Triple,
        w.pad as 'same' | 'valid',
      );
    return lowers(`${kind}${isGradient ? ', gradient' : ''}, ${nameOf(w)}`, { x }, (t) =>
      isGradient ? slopes((y) => tf.mul(fn(y), 0.05), [t.x]) : fn(t.x),
    );
  };

function dilation(draw: Draw) {
  const w = windows(draw, 2, { dilated: true });
  const channels = integer(draw, 1, 3);
  return {
    name: `dilation2d, ${nameOf(w)}`,
    inputs: {
      x: reals(draw, [integer(draw, 1, 2), ...w.input, channels]),
      filter: reals(draw, [...w.kernel, channels]),
    },
    fn: (x: tf.Tensor, filter: tf.Tensor) =>
      tf.dilation2d(
        x as tf.Tensor4D,
        filter as tf.Tensor3D,
        w.strides as Pair,
        w.pad as 'same' | 'valid',
        w.dilations as Pair,
      ),
  };
}

const gradientOfDilation: Generator = (draw) => {
  const { name, inputs, fn } = dilation(draw);
  return lowers(
    `gradients of ${name}`,
    inputs,
    (t) => slopes(fn, [t.x, t.filter]),
    gradientTolerance,
  );
};

const activations = ['linear', 'relu', 'relu6', 'elu', 'sigmoid', 'leakyrelu', 'prelu'] as const;

/** The options of a fused kernel, and the inputs that they need. */
export function fusion(draw: Draw, out: number) {
  const activation = oneOf(draw, activations);
  const withBias = flag(draw);
  return {
    name: `${activation}${withBias ? ', bias' : ''}`,
    inputs: { bias: reals(draw, [out]), alpha: reals(draw, [out]) },
    options: (t: Record<string, tf.Tensor>) => ({
      activation,
      leakyreluAlpha: 0.3,
      ...(withBias && { bias: t['bias'] as tf.Tensor1D }),
      ...(activation === 'prelu' && { preluActivationWeights: t['alpha'] as tf.Tensor1D }),
    }),
  };
}

type Fusion = ReturnType<typeof fusion>;

/** What both fused convolutions take. */
const fusedArguments = (
  t: Record<string, tf.Tensor>,
  { strides, dilations }: Windows,
  pad: 'same' | 'valid',
  options: Fusion['options'],
) => ({
  ...options(t),
  x: t['x'] as tf.Tensor4D,
  filter: t['filter'] as tf.Tensor4D,
  strides: strides as Pair,
  pad,
  dilations: dilations as Pair,
});

export const windowed: Generators = {
  Conv2D: (draw) => {
    const { name, x, filter, fn } = convolution(draw, { dilated: true });
    return lowers(`conv2d, ${name}`, { x, filter }, (t) =>
      fn(t.x as tf.Tensor4D, t.filter as tf.Tensor4D),
    );
  },
  Conv2DBackpropInput: gradientOfConv2d,
  Conv2DBackpropFilter: gradientOfConv2d,
  FusedConv2D: (draw) => {
    const { w, x, filter, out } = convolution(draw, { dilated: true });
    const { name, inputs, options } = fusion(draw, out);
    const channels = filter.shape[2] ?? 1;
    const image = reals(draw, [x.shape[0] ?? 1, ...w.input, channels], -1, 1);
    const pad = w.pad === 'explicit' ? 'same' : w.pad;
    return lowers(
      `fused conv2d, ${nameOf({ ...w, pad })}, ${name}`,
      { x: image, filter, ...inputs },
      (t) => tf.fused.conv2d(fusedArguments(t, w, pad, options)),
    );
  },
  DepthwiseConv2dNative: (draw) => {
    const { w, x, filter, pad } = depthwise(draw, { dilated: true });
    return lowers(`depthwiseConv2d, ${nameOf(w)}`, { x, filter }, (t) =>
      tf.depthwiseConv2d(
        t.x as tf.Tensor4D,
        t.filter as tf.Tensor4D,
        w.strides as Pair,
        pad,
        'NHWC',
        w.dilations as Pair,
      ),
    );
  },
  DepthwiseConv2dNativeBackpropInput: gradientOfDepthwise,
  DepthwiseConv2dNativeBackpropFilter: gradientOfDepthwise,
  FusedDepthwiseConv2D: (draw) => {
    const { w, x, filter, pad, out } = depthwise(draw, { dilated: true });
    const { name, inputs, options } = fusion(draw, out);
    return lowers(`fused depthwiseConv2d, ${nameOf(w)}, ${name}`, { x, filter, ...inputs }, (t) =>
      tf.fused.depthwiseConv2d(fusedArguments(t, w, pad, options)),
    );
  },
  Conv3D: (draw) => {
    const { w, x, filter, fn } = convolution3d(draw, { dilated: true });
    return lowers(`conv3d, ${nameOf(w)}`, { x, filter }, (t) => fn(t.x, t.filter));
  },
  Conv3DBackpropInputV2: gradientOfConv3d,
  Conv3DBackpropFilterV2: gradientOfConv3d,
  MaxPool: pool('maxPool', false),
  MaxPoolGrad: pool('maxPool', true),
  AvgPool: pool('avgPool', false),
  AvgPoolGrad: pool('avgPool', true),
  MaxPool3D: pool3d('maxPool3d', false),
  MaxPool3DGrad: pool3d('maxPool3d', true),
  AvgPool3D: pool3d('avgPool3d', false),
  AvgPool3DGrad: pool3d('avgPool3d', true),
  MaxPoolWithArgmax: (draw) => {
    const w = windows(draw, 2);
    const withBatch = flag(draw);
    const x = different(draw, [integer(draw, 1, 2), ...w.input, integer(draw, 1, 3)]);
    return lowers(`maxPoolWithArgmax, ${nameOf(w)}${withBatch ? ', batch' : ''}`, { x }, (t) =>
      Object.values(
        tf.maxPoolWithArgmax(
          t.x as tf.Tensor4D,
          w.kernel as Pair,
          w.strides as Pair,
          w.pad as 'same' | 'valid',
          withBatch,
        ),
      ),
    );
  },
  Dilation2D: (draw) => {
    const { name, inputs, fn } = dilation(draw);
    return lowers(name, inputs, (t) => fn(t.x, t.filter));
  },
  Dilation2DBackpropInput: gradientOfDilation,
  Dilation2DBackpropFilter: gradientOfDilation,
};
