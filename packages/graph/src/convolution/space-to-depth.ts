/**
 * A strided convolution as one of stride 1: an image is s² phases, phases[q, (p, c)] = x[s·q + p, c],
 * which are so many times the channels, and the filter is cut alike, with zeros where it has no tap.
 */
import type { GraphBuilder } from '../build/graph-builder.ts';
import type { Value } from '../build/value.ts';
import type { ConvWindow } from './window.ts';
import { pad, reshape, transpose } from '../build/ops.ts';

/** How many phases rows and columns have. */
export type Strides = readonly [rows: number, columns: number];

export const unphased: Strides = [1, 1];
export const stridesOf = (w: ConvWindow): Strides => [w.strideHeight, w.strideWidth];

/** The window on the phases; undefined where they are not of one size, or taps are apart. */
export function phasedWindow(w: ConvWindow): ConvWindow | undefined {
  const { strideHeight, strideWidth } = w;
  const isWhole = w.inHeight % strideHeight === 0 && w.inWidth % strideWidth === 0;
  if (!isWhole || w.dilationHeight !== 1 || w.dilationWidth !== 1) return undefined;
  const rows = phasedAxis(w.inHeight, w.outHeight, w.kernelHeight, w.top, strideHeight);
  const columns = phasedAxis(w.inWidth, w.outWidth, w.kernelWidth, w.left, strideWidth);
  return {
    ...w,
    ...{ inHeight: rows.size, inWidth: columns.size },
    ...{ kernelHeight: rows.taps, kernelWidth: columns.taps },
    ...{ top: rows.before, left: columns.before },
    ...{ bottom: rows.after, right: columns.after },
    ...{ strideHeight: 1, strideWidth: 1 },
    inChannels: w.inChannels * strideHeight * strideWidth,
  };
}

/** Zeros go before the first tap, so that the padded image begins with phase 0. */
function phasedAxis(
  inSize: number,
  outSize: number,
  kernel: number,
  padding: number,
  stride: number,
): { size: number; taps: number; before: number; after: number } {
  const size = inSize / stride;
  const before = Math.ceil(padding / stride);
  const taps = Math.ceil((before * stride - padding + kernel) / stride);
  return { size, taps, before, after: outSize - 1 + taps - size - before };
}

/** filter [kh, kw, C, K] → cut as the phases are, [taps of a phase, s²·C·K]. */
export function filterToPhases(
  graph: GraphBuilder,
  filter: Value,
  window: ConvWindow,
  phased: ConvWindow,
): Value {
  const { shape, padding } = phasedFilter(window, phased);
  const phases = reshape(graph, pad(graph, filter, padding), shape);
  const taps = phased.kernelHeight * phased.kernelWidth;
  const width = phased.inChannels * phased.outChannels;
  return reshape(graph, transpose(graph, phases, tapsFirst), [taps, width]);
}

/** What filterToPhases makes → the filter. */
export function filterFromPhases(
  graph: GraphBuilder,
  taps: Value,
  window: ConvWindow,
  phased: ConvWindow,
): Value {
  const { shape, padding } = phasedFilter(window, phased);
  const [rows, sy, columns, sx, ...channels] = shape;
  const phases = reshape(graph, taps, [rows, columns, sy, sx, ...channels]);
  const padded = reshape(graph, transpose(graph, phases, tapsFirst), [
    ...[rows * sy, columns * sx],
    ...channels,
  ]);
  const crops = padding.map((size) => -size);
  return pad(graph, padded, crops);
}

/** Of [rows, sy, columns, sx, C, K], to [rows, columns, sy, sx, C, K] and back. */
const tapsFirst = [0, 2, 1, 3, 4, 5];

/** A filter's axes, cut, and the zeros around it that make it fit. */
function phasedFilter(w: ConvWindow, phased: ConvWindow) {
  const [sy, sx] = stridesOf(w);
  const [rows, columns] = [phased.kernelHeight, phased.kernelWidth];
  const [top, left] = [phased.top * sy - w.top, phased.left * sx - w.left];
  const [bottom, right] = [rows * sy - w.kernelHeight - top, columns * sx - w.kernelWidth - left];
  return {
    shape: [rows, sy, columns, sx, w.inChannels, w.outChannels] as const,
    padding: [top, left, 0, 0, bottom, right, 0, 0],
  };
}

/** x [N, H, W, C] → [H/s·W/s, N·s²·C]: what happens to pixels happens to all images and channels alike. */
export function pixelRows(graph: GraphBuilder, x: Value, [sy, sx]: Strides): Value {
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  const [rows, columns] = [height / sy, width / sx];
  const phases = reshape(graph, x, [batch, rows, sy, columns, sx, channels]);
  const pixels = transpose(graph, phases, [1, 3, 0, 2, 4, 5]);
  return reshape(graph, pixels, [rows * columns, batch * sy * sx * channels]);
}

/** What pixelRows makes → [N, H, W, C]. */
export function fromPixelRows(
  graph: GraphBuilder,
  pixels: Value,
  [rows, columns]: readonly [number, number],
  batch: number,
  [sy, sx]: Strides,
): Value {
  const channels = (pixels.shape[1] as number) / (batch * sy * sx);
  const phases = reshape(graph, pixels, [rows, columns, batch, sy, sx, channels]);
  const images = transpose(graph, phases, [2, 0, 3, 1, 4, 5]);
  return reshape(graph, images, [batch, rows * sy, columns * sx, channels]);
}
