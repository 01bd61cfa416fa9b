/**
 * A strided convolution as one of stride 1: an image is s² phases, phases[q, (p, c)] = x[s·q + p, c],
 * which are so many times the channels, and the filter is cut alike, with zeros where it has no tap.
 */
import type { Recorder } from '../trace/recorder.ts';
import type { Value } from '../trace/value.ts';
import type { ConvWindow } from './conv-window.ts';
import { pad, reshape, transpose } from './ops.ts';

/** How many phases rows and columns have. */
export type Strides = readonly [rows: number, columns: number];

export const unphased: Strides = [1, 1];
export const stridesOf = (w: ConvWindow): Strides => [w.strideHeight, w.strideWidth];

/** The window on the phases; undefined where they are not of one size, or taps are apart. */
export function phasedWindow(w: ConvWindow): ConvWindow | undefined {
  const { strideHeight, strideWidth } = w;
  const isWhole = w.inHeight % strideHeight === 0 && w.inWidth % strideWidth === 0;
  if (!isWhole || w.dilationHeight !== 1 || w.dilationWidth !== 1) return undefined;
  const shift = phaseShift(w);
  const along = (inSize: number, outSize: number, before: number, end: number, stride: number) => {
    const [size, top, taps] = [
      inSize / stride,
      Math.ceil(before / stride),
      Math.ceil(end / stride),
    ];
    return { size, top, taps, bottom: outSize - 1 + taps - size - top };
  };
  const endOfRows = shift.rows + w.kernelHeight;
  const endOfColumns = shift.columns + w.kernelWidth;
  const rows = along(w.inHeight, w.outHeight, w.top, endOfRows, strideHeight);
  const columns = along(w.inWidth, w.outWidth, w.left, endOfColumns, strideWidth);
  return {
    ...w,
    ...{ inHeight: rows.size, kernelHeight: rows.taps, top: rows.top, bottom: rows.bottom },
    ...{
      inWidth: columns.size,
      kernelWidth: columns.taps,
      left: columns.top,
      right: columns.bottom,
    },
    inChannels: w.inChannels * strideHeight * strideWidth,
    ...{ strideHeight: 1, strideWidth: 1 },
  };
}

/** How many zeros before the filter's first tap put the padded image's first pixel into phase 0. */
export function phaseShift(w: ConvWindow): { rows: number; columns: number } {
  const shift = (before: number, stride: number) => Math.ceil(before / stride) * stride - before;
  return { rows: shift(w.top, w.strideHeight), columns: shift(w.left, w.strideWidth) };
}

/** filter [kh, kw, C, K] → cut as the phases are, [taps of a phase, s²·C·K]. */
export function filterToPhases(
  graph: Recorder,
  filter: Value,
  window: ConvWindow,
  phased: ConvWindow,
): Value {
  const [sy, sx] = stridesOf(window);
  const [rows, columns] = [phased.kernelHeight, phased.kernelWidth];
  const { inChannels, outChannels } = window;
  const padded = pad(graph, filter, phasePadding(window, phased));
  const phases = reshape(graph, padded, [rows, sy, columns, sx, inChannels, outChannels]);
  const width = sy * sx * inChannels * outChannels;
  return reshape(graph, transpose(graph, phases, [0, 2, 1, 3, 4, 5]), [rows * columns, width]);
}

/** What filterToPhases makes → the filter. */
export function filterFromPhases(
  graph: Recorder,
  taps: Value,
  window: ConvWindow,
  phased: ConvWindow,
): Value {
  const [sy, sx] = stridesOf(window);
  const [rows, columns] = [phased.kernelHeight, phased.kernelWidth];
  const { inChannels, outChannels } = window;
  const phases = reshape(graph, taps, [rows, columns, sy, sx, inChannels, outChannels]);
  const together = transpose(graph, phases, [0, 2, 1, 3, 4, 5]);
  const padded = reshape(graph, together, [rows * sy, columns * sx, inChannels, outChannels]);
  const crops = phasePadding(window, phased).map((size) => -size);
  return pad(graph, padded, crops);
}

function phasePadding(w: ConvWindow, phased: ConvWindow): number[] {
  const [sy, sx] = stridesOf(w);
  const { rows, columns } = phaseShift(w);
  const bottom = phased.kernelHeight * sy - w.kernelHeight - rows;
  const right = phased.kernelWidth * sx - w.kernelWidth - columns;
  return [rows, columns, 0, 0, bottom, right, 0, 0];
}

/** x [N, H, W, C] → [H/s·W/s, N·s²·C]: what happens to pixels happens to all images and channels alike. */
export function pixelRows(graph: Recorder, x: Value, [sy, sx]: Strides): Value {
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  const [rows, columns] = [height / sy, width / sx];
  const phases = reshape(graph, x, [batch, rows, sy, columns, sx, channels]);
  const pixels = transpose(graph, phases, [1, 3, 0, 2, 4, 5]);
  return reshape(graph, pixels, [rows * columns, batch * sy * sx * channels]);
}

/** What pixelRows makes → [N, H, W, C]. */
export function fromPixelRows(
  graph: Recorder,
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
