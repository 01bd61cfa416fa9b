/** Pools of images and volumes, and their gradients. Their windows are in window.ts. */
import {
  AvgPool,
  AvgPool3D,
  AvgPool3DGrad,
  AvgPoolGrad,
  MaxPool,
  MaxPool3D,
  MaxPool3DGrad,
  MaxPoolGrad,
  MaxPoolWithArgmax,
  type AvgPool3DAttrs,
  type AvgPoolAttrs,
  type AvgPoolGradInputs,
  type MaxPoolGradInputs,
  type MaxPoolWithArgmaxAttrs,
  type UnaryInputs,
} from '#tfjs-core';
import type { GraphBuilder, Value } from '@ganport/graph';
import { along, poolAttributes, unreached, type SlidingWindow } from '@ganport/graph/internal';
import {
  add,
  asFloat,
  cast,
  channelsFirst,
  channelsLast,
  expand,
  gather,
  isNaN,
  mul,
  pad,
  reshape,
  sizeOf,
  where,
} from '@ganport/graph/ops';
import { crop, croppedWindow, uncrop } from './cropping.ts';
import { fromFormat, toFormat } from './data-format.ts';
import { windowElements, windowSizes } from './pool-elements.ts';
import { defineLowering } from './registry.ts';
import { isTiled, tiledMaximumGradient } from './tiled-pool.ts';
import { poolWindow } from './window.ts';

const pooledShape = (w: SlidingWindow) => [w.batch, w.outChannels, ...along(w, 'output')];

/** tfjs returns such images as they are, whatever the stride and the padding. */
const isIdentity = ({ axes }: SlidingWindow) =>
  axes.every(({ kernel, input, output }) => kernel === 1 && input === output);

/** tfjs averages only the numbers inside the image, so padding is not counted. */
for (const [kernel, op, options] of [
  [AvgPool, 'AveragePool', { count_include_pad: 0 }],
  [AvgPool3D, 'AveragePool', { count_include_pad: 0 }],
  [MaxPool, 'MaxPool', {}],
  [MaxPool3D, 'MaxPool', {}],
] as const) {
  defineLowering<UnaryInputs, AvgPoolAttrs & Partial<AvgPool3DAttrs>>(
    kernel,
    (graph, { x }, attrs) =>
      asFloat(graph, x, (float) => {
        const images = fromFormat(graph, float, attrs.dataFormat);
        const whole = poolWindow(images.shape, attrs);
        if (isIdentity(whole)) return float;
        const planes = crop(graph, channelsFirst(graph, images), whole);
        const window = croppedWindow(whole);
        const y = isOverPadded(window)
          ? overPadded(graph, op, planes, window)
          : graph.op(
              op,
              [planes],
              { ...poolAttributes(window), ...options },
              { dtype: 'float32', shape: pooledShape(window) },
            );
        return toFormat(graph, channelsLast(graph, y), attrs.dataFormat);
      }),
  );
}

/** ONNX Runtime refuses a pool with a window that lies in the padding alone. */
const isOverPadded = ({ axes }: SlidingWindow) =>
  axes.some(({ begin, end, kernel }) => Math.max(begin, end) >= kernel);

/** Such a pool of x [N, C, …]; tfjs's average of nothing is 0. */
function overPadded(
  graph: GraphBuilder,
  op: 'AveragePool' | 'MaxPool',
  x: Value,
  window: SlidingWindow,
): Value {
  const shape = pooledShape(window);
  const kernel = along(window, 'kernel');
  if (op === 'MaxPool') {
    const pads = [0, 0, ...along(window, 'begin'), 0, 0, ...along(window, 'end')];
    const padded = pad(graph, x, pads, graph.scalar(-Infinity));
    const attributes = { kernel_shape: kernel, strides: along(window, 'stride') };
    return graph.op(op, [padded], attributes, { dtype: 'float32', shape });
  }
  const numbers = (size: readonly number[], values: readonly number[]) =>
    graph.constant({ dtype: 'float32', shape: size, data: Float32Array.from(values) });
  const images = window.batch * window.inChannels;
  const ones = numbers(
    [1, 1, ...kernel],
    Array.from({ length: sizeOf(kernel) }, () => 1),
  );
  const sums = graph.op(
    'Conv',
    [reshape(graph, x, [images, 1, ...along(window, 'input')]), ones],
    poolAttributes(window),
    { dtype: 'float32', shape: [images, 1, ...along(window, 'output')] },
  );
  const weights = windowSizes(window).map((size) => (size === 0 ? 0 : 1 / size));
  return mul(graph, reshape(graph, sums, shape), numbers(along(window, 'output'), weights));
}

/**
 * Each output spreads its dy equally over its whole window: a ConvTranspose of each channel with a
 * constant filter. In tfjs the window includes padding here, unlike in the forward pass.
 */
for (const kernelName of [AvgPoolGrad, AvgPool3DGrad]) {
  defineLowering<AvgPoolGradInputs, AvgPoolAttrs>(kernelName, (graph, { dy, input }, attrs) => {
    const whole = poolWindow(input.shape, attrs);
    const window = croppedWindow(whole);
    const kernel = along(window, 'kernel');
    const filter = graph.constant({
      dtype: 'float32',
      shape: [1, 1, ...kernel],
      data: new Float32Array(sizeOf(kernel)).fill(1 / sizeOf(kernel)),
    });
    const images = window.batch * window.inChannels;
    const planes = reshape(graph, channelsFirst(graph, dy), [
      images,
      1,
      ...along(window, 'output'),
    ]);
    const dx = graph.op(
      'ConvTranspose',
      [planes, filter],
      { ...poolAttributes(window), output_padding: unreached(window) },
      { dtype: 'float32', shape: [images, 1, ...along(window, 'input')] },
    );
    const shape = [window.batch, window.inChannels, ...along(window, 'input')];
    return channelsLast(graph, uncrop(graph, reshape(graph, dx, shape), whole));
  });
}

/**
 * The position of the maximum of each window in its plane: int64 [N, C, windows]. The windows are
 * gathered and compared, since ONNX Runtime (1.30) has no indices of MaxPool on WebGPU.
 *
 * @param x [N, C, …]
 */
function maximumPositions(graph: GraphBuilder, x: Value, window: SlidingWindow): Value {
  const taps = sizeOf(along(window, 'kernel'));
  const table = windowElements(window);
  const count = table.length / taps;
  const ints = (numbers: readonly number[], shape: readonly number[]) =>
    reshape(graph, graph.ints(numbers), shape);
  const { batch, inChannels } = window;
  const planes = reshape(graph, x, [batch, inChannels, sizeOf(along(window, 'input'))]);
  const windows = gather(graph, planes, ints(table, [count, taps]), 2);
  const tap = graph.op(
    'ArgMax',
    [windows],
    { axis: 3, keepdims: 0 },
    { dtype: 'int64', shape: [batch, inChannels, count] },
  );
  const starts = graph.ints(Array.from({ length: count }, (_, i) => i * taps));
  return gather(graph, graph.ints(table), add(graph, starts, tap), 0);
}

/** dy goes to the position of the first maximum of each window. Windows may overlap. */
for (const kernel of [MaxPoolGrad, MaxPool3DGrad]) {
  defineLowering<MaxPoolGradInputs, AvgPoolAttrs>(kernel, (graph, { dy, input, output }, attrs) => {
    const window = poolWindow(input.shape, attrs);
    const float = cast(graph, input, 'float32');
    if (isTiled(window)) {
      const y = cast(graph, output, 'float32');
      return tiledMaximumGradient(graph, { x: float, y, dy }, window);
    }
    const x = channelsFirst(graph, float);
    const positions = maximumPositions(graph, x, window);
    const shape = [window.batch, window.inChannels, sizeOf(along(window, 'input'))];
    const dx = graph.op(
      'ScatterElements',
      [
        expand(graph, graph.scalar(0), shape),
        positions,
        reshape(graph, channelsFirst(graph, dy), positions.shape),
      ],
      { axis: 2, reduction: 'add' },
      { dtype: 'float32', shape },
    );
    return channelsLast(graph, reshape(graph, dx, x.shape));
  });
}

/** tfjs's positions are indices into [H, W, C], or into [N, H, W, C] when the batch is included. */
defineLowering<UnaryInputs, MaxPoolWithArgmaxAttrs>(
  MaxPoolWithArgmax,
  (graph, { x }, { includeBatchInIndex, ...attrs }) => {
    const window = poolWindow(x.shape, attrs);
    const float = cast(graph, x, 'float32');
    // tfjs ignores NaN, which would be an ArgMax.
    const numbers = where(graph, isNaN(graph, float), graph.scalar(-Infinity), float);
    const first = channelsFirst(graph, numbers);
    const shape = pooledShape(window);
    const y = graph.op('MaxPool', [first], poolAttributes(window), { dtype: 'float32', shape });
    const { batch, inChannels } = window;
    const iota = (count: number, step: number, dims: readonly number[]) =>
      reshape(graph, graph.ints(Array.from({ length: count }, (_, i) => i * step)), dims);
    const pixel = maximumPositions(graph, first, window);
    const channel = iota(inChannels, 1, [1, inChannels, 1]);
    let position = add(graph, mul(graph, pixel, graph.scalar(inChannels, 'int64')), channel);
    if (includeBatchInIndex) {
      const image = sizeOf(along(window, 'input')) * inChannels;
      position = add(graph, position, iota(batch, image, [batch, 1, 1]));
    }
    return [
      cast(graph, channelsLast(graph, y), x.dtype),
      channelsLast(graph, reshape(graph, cast(graph, position, 'int32'), shape)),
    ];
  },
);
