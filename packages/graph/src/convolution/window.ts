/**
 * The geometry of windows that slide over the spatial axes of images [N, H, W, C] or volumes
 * [N, D, H, W, C], one entry per axis. Attributes of Conv, ConvTranspose and the pools are made of it.
 */

export interface WindowAxis {
  /** Elements of the input. */
  readonly input: number;
  /** Positions of the window: elements of the output. */
  readonly output: number;
  /** Taps of the window. */
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  /** Zeros before the first element; negative numbers crop. */
  readonly begin: number;
  /** Zeros after the last element; negative numbers crop. */
  readonly end: number;
}

export interface SlidingWindow {
  readonly batch: number;
  readonly inChannels: number;
  readonly outChannels: number;
  readonly axes: readonly WindowAxis[];
}

/** The window of a 2-D convolution on NHWC images and HWIO filters. */
export interface ConvWindow extends SlidingWindow {
  readonly axes: readonly [rows: WindowAxis, columns: WindowAxis];
}

/** One property of every axis, in order. */
export function along({ axes }: SlidingWindow, property: keyof WindowAxis): number[] {
  return axes.map((axis) => axis[property]);
}

/** Attributes of MaxPool and AveragePool, which have dilations from opset 19 on; tfjs's pools have none. */
export function poolAttributes(window: SlidingWindow) {
  return {
    kernel_shape: along(window, 'kernel'),
    strides: along(window, 'stride'),
    pads: [...along(window, 'begin'), ...along(window, 'end')],
  };
}

/** Attributes of Conv and ConvTranspose. */
export function convAttributes(window: SlidingWindow) {
  return { ...poolAttributes(window), dilations: along(window, 'dilation') };
}

/** Elements of the padded input that no window reaches, at the end of each axis. */
export function unreached({ axes }: SlidingWindow): number[] {
  return axes.map(
    ({ input, output, kernel, stride, dilation, begin, end }) =>
      input + begin + end - ((output - 1) * stride + (kernel - 1) * dilation + 1),
  );
}

/**
 * The convolution with the filter rotated by 180° that takes dy to the gradient of a convolution's
 * input; undefined where the window skips elements, or where it would have to crop.
 */
export function inputGradientWindow(window: ConvWindow): ConvWindow | undefined {
  const [rows, columns] = window.axes;
  if (![rows, columns].every(isDense)) return undefined;
  return {
    ...window,
    inChannels: window.outChannels,
    outChannels: window.inChannels,
    axes: [inputGradientAxis(rows), inputGradientAxis(columns)],
  };
}

const isDense = ({ kernel, stride, dilation, begin, end }: WindowAxis) =>
  stride === 1 && dilation === 1 && Math.max(begin, end) < kernel;

const inputGradientAxis = (axis: WindowAxis): WindowAxis => ({
  ...axis,
  input: axis.output,
  output: axis.input,
  begin: axis.kernel - 1 - axis.begin,
  end: axis.kernel - 1 - axis.end,
});
