/**
 * Dense convolutions with fewer output channels than input channels, such as the last layer of a
 * generator, with a filter that changes. Conv and im2col copy every input channel once per tap, which
 * then costs more than the product. Here only the few output channels are spread over windows.
 */
import { reverse, toNCHW, toNHWC, transpose } from '../build/ops.ts';
import { direct } from './direct.ts';
import type { ConvolutionForm } from './form.ts';
import { along, convAttributes, inputGradientWindow, type ConvWindow } from './window.ts';

/** With this many output channels im2col is faster (measured). */
const manyChannels = 8;

function gradientWindowOf(window: ConvWindow): ConvWindow {
  const gradientWindow = inputGradientWindow(window);
  if (gradientWindow) return gradientWindow;
  throw new Error('narrow does not fit a window that skips elements');
}

export const narrow: ConvolutionForm = {
  name: 'narrow',

  fits: ({ window, strategy, hasConstantFilter }) =>
    strategy === 'cpu' &&
    !hasConstantFilter &&
    window.outChannels < Math.min(manyChannels, window.inChannels) &&
    inputGradientWindow(window) !== undefined,

  /** The products of every pixel with the whole filter, added up where they belong: ConvTranspose. */
  forward(graph, x, filter, window) {
    const rotated = transpose(graph, reverse(graph, filter, [0, 1]), [2, 3, 0, 1]);
    const y = graph.op(
      'ConvTranspose',
      [toNCHW(graph, x), rotated],
      convAttributes(gradientWindowOf(window)),
      { dtype: x.dtype, shape: [window.batch, window.outChannels, ...along(window, 'output')] },
    );
    return toNHWC(graph, y);
  },

  /** A Conv with the filter rotated by 180°, over the few channels of dy. */
  inputGradient(graph, dy, filter, window) {
    const rotated = transpose(graph, reverse(graph, filter, [0, 1]), [0, 1, 3, 2]);
    return direct.forward(graph, dy, rotated, gradientWindowOf(window));
  },

  /**
   * dy as the image and x as the kernel, with channels and batch exchanged, give the gradient rotated
   * by 180°.
   */
  filterGradient(graph, x, dy, window) {
    const gradientWindow = gradientWindowOf(window);
    const gradient = graph.op(
      'Conv',
      [transpose(graph, dy, [3, 0, 1, 2]), transpose(graph, x, [3, 0, 1, 2])],
      { ...convAttributes(gradientWindow), kernel_shape: along(window, 'input') },
      {
        dtype: x.dtype,
        shape: [window.outChannels, window.inChannels, ...along(window, 'kernel')],
      },
    );
    return reverse(graph, transpose(graph, gradient, [2, 3, 1, 0]), [0, 1]);
  },
};
