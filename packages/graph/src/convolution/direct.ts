/**
 * A convolution as ONNX's Conv and ConvTranspose. It fits every window, so that it is the last form;
 * it is the fastest one on GPUs, and for constant filters, which ONNX Runtime arranges once.
 */
import { pad, toNCHW, toNHWC, transpose } from '../build/ops.ts';
import type { GraphBuilder } from '../build/graph-builder.ts';
import type { Value } from '../build/value.ts';
import type { ConvolutionForm } from './form.ts';
import { along, convAttributes, unreached, type SlidingWindow } from './window.ts';

export const direct: ConvolutionForm = {
  name: 'direct',

  fits: () => true,

  forward: (graph, x, filter, window) =>
    toNHWC(
      graph,
      graph.op(
        'Conv',
        [toNCHW(graph, x), transpose(graph, filter, [3, 2, 0, 1])],
        convAttributes(window),
        { dtype: x.dtype, shape: [window.batch, window.outChannels, ...along(window, 'output')] },
      ),
    ),

  inputGradient: (graph, dy, filter, window) =>
    toNHWC(
      graph,
      graph.op(
        'ConvTranspose',
        [toNCHW(graph, dy), transpose(graph, filter, [3, 2, 0, 1])],
        { ...convAttributes(window), output_padding: unreached(window) },
        { dtype: dy.dtype, shape: [window.batch, window.inChannels, ...along(window, 'input')] },
      ),
    ),

  /**
   * Channels and batch change places: x as [C, N, H, W] and dy as the kernel [K, N, outH, outW],
   * dilated by the stride, give [C, K, kh, kw].
   */
  filterGradient(graph, x, dy, window) {
    const padded = padForConv(graph, x, window);
    const gradient = graph.op(
      'Conv',
      [transpose(graph, padded.x, [3, 0, 1, 2]), transpose(graph, dy, [3, 0, 1, 2])],
      {
        kernel_shape: along(window, 'output'),
        strides: along(window, 'dilation'),
        dilations: along(window, 'stride'),
        pads: padded.pads,
      },
      {
        dtype: x.dtype,
        shape: [window.inChannels, window.outChannels, ...along(window, 'kernel')],
      },
    );
    return transpose(graph, gradient, [2, 3, 0, 1]);
  },
};

/**
 * x [N, …, C] and the `pads` of the Conv that makes a filter's gradient of it: padding that no window
 * reaches is left out. Conv has no negative padding: where elements are cropped, x is padded before.
 */
export function padForConv(
  graph: GraphBuilder,
  x: Value,
  window: SlidingWindow,
): { x: Value; pads: readonly number[] } {
  const unused = unreached(window);
  const begin = along(window, 'begin');
  const end = window.axes.map((axis, i) => axis.end - (unused[i] ?? 0));
  const pads = [...begin, ...end];
  if (pads.every((size) => size >= 0)) return { x, pads };
  return { x: pad(graph, x, [0, ...begin, 0, 0, ...end, 0]), pads: pads.map(() => 0) };
}
