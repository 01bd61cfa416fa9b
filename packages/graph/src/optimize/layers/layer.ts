/**
 * A two-dimensional convolution of a graph as data: its geometry at one size of its input, and its
 * weights. Only convolutions of float32 images with known weights are layers; what form a layer is
 * written in is decided by others.
 */
import { along, type ConvWindow, type WindowAxis } from '../../convolution/window.ts';
import { getInt, getInts } from '../../graph/attributes.ts';
import type { Constant, Node } from '../../graph/graph.ts';
import { sizeOf } from '../../graph/shape.ts';

export interface ConvLayer {
  /** A ConvTranspose. */
  readonly isTransposed: boolean;
  readonly group: number;
  /** Of the convolution; of a ConvTranspose, that of the convolution whose input's gradient it is. */
  readonly window: ConvWindow;
  /** As in the file: [K, C / group, kh, kw], of a ConvTranspose [C, K / group, kh, kw]. */
  readonly filter: Constant;
  /** [K]. */
  readonly bias: Constant | undefined;
}

/** Sizes of one axis of a filter; files with larger ones are left alone. */
const MAX_KERNEL = 64;

/** Pixels of one axis of an image. */
const MAX_SIDE = 2 ** 14;

/**
 * The layer of a node whose input has this shape; undefined where it is none.
 *
 * @param shape of the node's input, [N, C, H, W]
 * @param weight the numbers of a value that is known, as they are stored
 */
export function convLayer(
  node: Node,
  shape: readonly number[],
  weight: (name: string) => Constant | undefined,
): ConvLayer | undefined {
  const isTransposed = node.op === 'ConvTranspose';
  if (node.domain !== '' || !(isTransposed || node.op === 'Conv')) return undefined;
  const [, kernel = '', offset = ''] = node.inputs;
  const filter = weight(kernel);
  const bias = offset === '' ? undefined : weight(offset);
  if (!filter || (offset !== '' && !bias)) return undefined;
  const [batch, channels, height, width] = shape;
  const [filters, perGroup, kh, kw] = filter.shape;
  const isImage =
    shape.length === 4 && filter.shape.length === 4 && shape.every((size) => size > 0);
  if (!isImage || kh === undefined || kw === undefined || Math.max(kh, kw) > MAX_KERNEL) {
    return undefined;
  }
  const group = getInt(node, 'group') ?? 1;
  const [taken, made] = isTransposed
    ? [filters, Number(perGroup) * group]
    : [Number(perGroup) * group, filters];
  const rows = axisOf(node, 0, Number(height), kh);
  const columns = axisOf(node, 1, Number(width), kw);
  const fits = taken === channels && Number(made) % group === 0 && Number(taken) % group === 0;
  if (!rows || !columns || !fits || batch === undefined) return undefined;
  const window: ConvWindow = {
    batch,
    inChannels: Number(isTransposed ? made : taken),
    outChannels: Number(isTransposed ? taken : made),
    axes: [rows, columns],
  };
  return { isTransposed, group, window, filter, bias };
}

/** One axis of a node's window, at `size` pixels of the node's input. */
function axisOf(node: Node, axis: number, size: number, kernel: number): WindowAxis | undefined {
  const stride = getInts(node, 'strides')?.[axis] ?? 1;
  const dilation = getInts(node, 'dilations')?.[axis] ?? 1;
  if (Math.min(stride, dilation, kernel) < 1 || node.attributes['output_shape']) return undefined;
  const reach = (kernel - 1) * dilation + 1;
  const padding = paddingOf(node, axis, reach - stride, size, stride);
  if (!padding || Math.min(...padding) < 0) return undefined;
  const [begin, end] = padding;
  const made =
    node.op === 'ConvTranspose'
      ? (size - 1) * stride + reach + (getInts(node, 'output_padding')?.[axis] ?? 0) - begin - end
      : Math.floor((size + begin + end - reach) / stride) + 1;
  if (made < 1 || Math.max(made, size) > MAX_SIDE) return undefined;
  const [input, output] = node.op === 'ConvTranspose' ? [made, size] : [size, made];
  return { input, output, kernel, stride, dilation, begin, end };
}

/**
 * Zeros before and after an axis.
 *
 * @param overlap pixels that two neighboring windows share
 */
function paddingOf(
  node: Node,
  axis: number,
  overlap: number,
  size: number,
  stride: number,
): readonly [number, number] | undefined {
  const given = node.attributes['auto_pad'];
  const mode = given?.type === 'string' ? given.value : 'NOTSET';
  const pads = getInts(node, 'pads') ?? [0, 0, 0, 0];
  if (mode === 'NOTSET') return [pads[axis] ?? 0, pads[axis + 2] ?? 0];
  if (mode === 'VALID') return [0, 0];
  if (node.op === 'ConvTranspose') return undefined;
  const total = Math.max(0, Math.ceil(size / stride) * stride + overlap - size);
  const half = Math.floor(total / 2);
  if (mode === 'SAME_UPPER') return [half, total - half];
  return mode === 'SAME_LOWER' ? [total - half, half] : undefined;
}

/** [N, C, H, W] of a layer's input. */
export function inputShapeOf({ isTransposed, window }: ConvLayer): number[] {
  const { batch, inChannels, outChannels } = window;
  return isTransposed
    ? [batch, outChannels, ...along(window, 'output')]
    : [batch, inChannels, ...along(window, 'input')];
}

/** [N, C, H, W] of a layer's result. */
export function outputShapeOf({ isTransposed, window }: ConvLayer): number[] {
  const { batch, inChannels, outChannels } = window;
  return isTransposed
    ? [batch, inChannels, ...along(window, 'input')]
    : [batch, outChannels, ...along(window, 'output')];
}

/** Products of one run of a layer. */
export function productsOf({ window, filter }: ConvLayer): number {
  return sizeOf(filter.shape) * sizeOf([window.batch, ...along(window, 'output')]);
}
