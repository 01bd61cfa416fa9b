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
} from '@tensorflow/tfjs-core';
import type { GraphBuilder, Value } from '@ganport/graph';
import { along, poolAttributes, unreached, type SlidingWindow } from '@ganport/graph/internal';
import {
  at,
  add,
  asFloat,
  binary,
  cast,
  channelsFirst,
  channelsLast,
  expand,
  isNaN,
  mul,
  reshape,
  sizeOf,
  where,
} from '@ganport/graph/ops';
import { fromFormat, toFormat } from './data-format.ts';
import { defineLowering } from './registry.ts';
import { poolWindow } from './window.ts';

const pooledShape = (w: SlidingWindow) => [w.batch, w.outChannels, ...along(w, 'output')];

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
        const window = poolWindow(images.shape, attrs);
        const y = graph.op(
          op,
          [channelsFirst(graph, images)],
          { ...poolAttributes(window), ...options },
          { dtype: 'float32', shape: pooledShape(window) },
        );
        return toFormat(graph, channelsLast(graph, y), attrs.dataFormat);
      }),
  );
}

/**
 * Each output spreads its dy equally over its whole window: a ConvTranspose of each channel with a
 * constant filter. In tfjs the window includes padding here, unlike in the forward pass.
 */
for (const kernelName of [AvgPoolGrad, AvgPool3DGrad]) {
  defineLowering<AvgPoolGradInputs, AvgPoolAttrs>(kernelName, (graph, { dy, input }, attrs) => {
    const window = poolWindow(input.shape, attrs);
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
    return channelsLast(graph, reshape(graph, dx, shape));
  });
}

/** The maximum of each window, and its index in x [N, C, …] as one vector. */
function maxPoolWithIndices(graph: GraphBuilder, x: Value, window: SlidingWindow) {
  const shape = pooledShape(window);
  const results = graph.ops('MaxPool', [x], poolAttributes(window), [
    { dtype: 'float32', shape },
    { dtype: 'int64', shape },
  ]);
  return { y: at(results, 0), indices: at(results, 1) };
}

/** dy goes to the position of the first maximum of each window. Windows may overlap. */
for (const kernel of [MaxPoolGrad, MaxPool3DGrad]) {
  defineLowering<MaxPoolGradInputs, AvgPoolAttrs>(kernel, (graph, { dy, input }, attrs) => {
    const window = poolWindow(input.shape, attrs);
    const x = channelsFirst(graph, cast(graph, input, 'float32'));
    const { indices } = maxPoolWithIndices(graph, x, window);
    const size = sizeOf(x.shape);
    const count = sizeOf(pooledShape(window));
    const dx = graph.op(
      'ScatterElements',
      [
        expand(graph, graph.scalar(0), [size]),
        reshape(graph, indices, [count]),
        reshape(graph, channelsFirst(graph, dy), [count]),
      ],
      { axis: 0, reduction: 'add' },
      { dtype: 'float32', shape: [size] },
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
    // tfjs ignores NaN. ONNX Runtime does so only when no indices are requested.
    const numbers = where(graph, isNaN(graph, float), graph.scalar(-Infinity), float);
    const first = channelsFirst(graph, numbers);
    const { y, indices } = maxPoolWithIndices(graph, first, window);
    const number = (value: number) => graph.scalar(value, 'int64');
    const pixels = sizeOf(along(window, 'input'));
    const channels = window.inChannels;
    const pixel = binary(graph, 'Mod', indices, number(pixels));
    const plane = binary(graph, 'Div', indices, number(pixels));
    const channel = binary(graph, 'Mod', plane, number(channels));
    let position = add(graph, mul(graph, pixel, number(channels)), channel);
    if (includeBatchInIndex) {
      const image = binary(graph, 'Div', plane, number(channels));
      position = add(graph, position, mul(graph, image, number(pixels * channels)));
    }
    return [
      cast(graph, channelsLast(graph, y), x.dtype),
      channelsLast(graph, cast(graph, position, 'int32')),
    ];
  },
);
