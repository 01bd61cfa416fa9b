/**
 * A strided convolution as one of stride 1, by space-to-depth: each block of stride × stride pixels
 * becomes one pixel with so many times the channels, y[q, (p, c)] = x[s·q + p, c]. The filter is cut
 * into the same blocks, with zeros where it has no tap.
 */
import type { GraphBuilder } from '../build/graph-builder.ts';
import { at, pad, reshape, transpose } from '../build/ops.ts';
import type { Value } from '../build/value.ts';
import type { ConvWindow, WindowAxis } from './window.ts';

/** The size of a block in pixels. */
export type Block = readonly [rows: number, columns: number];

export const singlePixel: Block = [1, 1];
export const strideBlock = ({ axes: [rows, columns] }: ConvWindow): Block => [
  rows.stride,
  columns.stride,
];

/** The window on the blocks; undefined where they do not tile the image, or taps are apart. */
export function blockWindow(window: ConvWindow): ConvWindow | undefined {
  const [rows, columns] = window.axes;
  const isWhole = [rows, columns].every(
    ({ input, stride, dilation }) => input % stride === 0 && dilation === 1,
  );
  if (!isWhole) return undefined;
  return {
    ...window,
    axes: [blockAxis(rows), blockAxis(columns)],
    inChannels: window.inChannels * rows.stride * columns.stride,
  };
}

/** Zeros are added before the first tap, so that the padded image begins with a whole block. */
function blockAxis({ input, output, kernel, stride, begin: padding }: WindowAxis): WindowAxis {
  const size = input / stride;
  const begin = Math.ceil(padding / stride);
  const taps = Math.ceil((begin * stride - padding + kernel) / stride);
  return {
    input: size,
    output,
    kernel: taps,
    stride: 1,
    dilation: 1,
    begin,
    end: output - 1 + taps - size - begin,
  };
}

/** filter [kh, kw, C, K] → cut into blocks, [taps of `blocks`, s²·C·K]. */
export function filterToBlocks(
  graph: GraphBuilder,
  filter: Value,
  window: ConvWindow,
  blocks: ConvWindow,
): Value {
  const { shape, padding } = blockedFilter(window, blocks);
  const cut = reshape(graph, pad(graph, filter, padding), shape);
  const [rows, columns] = blocks.axes;
  const width = blocks.inChannels * blocks.outChannels;
  return reshape(graph, transpose(graph, cut, tapsFirst), [rows.kernel * columns.kernel, width]);
}

/** What filterToBlocks makes → the filter. */
export function filterFromBlocks(
  graph: GraphBuilder,
  taps: Value,
  window: ConvWindow,
  blocks: ConvWindow,
): Value {
  const { shape, padding } = blockedFilter(window, blocks);
  const [rows, sy, columns, sx, inChannels, outChannels] = shape;
  const cut = reshape(graph, taps, [rows, columns, sy, sx, inChannels, outChannels]);
  const padded = reshape(graph, transpose(graph, cut, tapsFirst), [
    rows * sy,
    columns * sx,
    inChannels,
    outChannels,
  ]);
  const crops = padding.map((size) => -size);
  return pad(graph, padded, crops);
}

/** Of [rows, sy, columns, sx, C, K], to [rows, columns, sy, sx, C, K] and back. */
const tapsFirst = [0, 2, 1, 3, 4, 5];

/** The axes of a filter that is cut into blocks, and the zeros around it that make it fit. */
function blockedFilter(window: ConvWindow, blocks: ConvWindow) {
  const [sy, sx] = strideBlock(window);
  const [rows, columns] = blocks.axes;
  const padded = window.axes.map(({ kernel, stride, begin }, axis) => {
    const block = at(blocks.axes, axis);
    const before = block.begin * stride - begin;
    return { before, after: block.kernel * stride - kernel - before };
  });
  return {
    shape: [rows.kernel, sy, columns.kernel, sx, window.inChannels, window.outChannels] as const,
    padding: [
      ...padded.map(({ before }) => before),
      0,
      0,
      ...padded.map(({ after }) => after),
      0,
      0,
    ],
  };
}

/**
 * x [N, H, W, C] → [H/s·W/s, N·s²·C], a row for each block, so that one matrix product treats all
 * images and channels alike.
 */
export function blockRows(graph: GraphBuilder, x: Value, [sy, sx]: Block): Value {
  const batch = at(x.shape, 0);
  const rows = at(x.shape, 1) / sy;
  const columns = at(x.shape, 2) / sx;
  const channels = at(x.shape, 3);
  const blocks = reshape(graph, x, [batch, rows, sy, columns, sx, channels]);
  const pixels = transpose(graph, blocks, [1, 3, 0, 2, 4, 5]);
  return reshape(graph, pixels, [rows * columns, batch * sy * sx * channels]);
}

/** What blockRows makes, of an image of rows × columns blocks → [N, H, W, C]. */
export function fromBlockRows(
  graph: GraphBuilder,
  pixels: Value,
  [rows, columns]: readonly [number, number],
  batch: number,
  [sy, sx]: Block,
): Value {
  const channels = at(pixels.shape, 1) / (batch * sy * sx);
  const blocks = reshape(graph, pixels, [rows, columns, batch, sy, sx, channels]);
  const images = transpose(graph, blocks, [2, 0, 3, 1, 4, 5]);
  return reshape(graph, images, [batch, rows * sy, columns * sx, channels]);
}
