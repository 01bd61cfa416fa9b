/**
 * Grayscale dilation: the maximum over the window of pixel plus filter element. Gradients go to the
 * position of the first maximum.
 */
import {
  Dilation2D,
  Dilation2DBackpropFilter,
  Dilation2DBackpropInput,
  backend_util,
  type Dilation2DAttrs,
  type Dilation2DBackpropInputInputs,
  type Dilation2DInputs,
} from '#tfjs-core';
import type { GraphBuilder, Value } from '@ganport/graph';
import {
  shape4D,
  at,
  add,
  concat,
  expand,
  gather,
  mul,
  pad,
  reshape,
  sizeOf,
  slice,
} from '@ganport/graph/ops';
import { defineLowering } from './registry.ts';

type Window = ReturnType<typeof backend_util.computeDilation2DInfo>;

function windowOf(x: Value, filter: Value, attrs: Dilation2DAttrs): Window {
  return backend_util.computeDilation2DInfo(
    shape4D(x),
    filter.shape as [number, number, number],
    attrs.strides,
    attrs.pad,
    'NHWC',
    attrs.dilations,
  );
}

const resultShape = (w: Window) => [w.batchSize, w.outHeight, w.outWidth, w.inChannels];

/** For each element of the filter, row by row, its sums with the pixels under it: [N, h, w, C]. */
function sums(graph: GraphBuilder, x: Value, filter: Value, w: Window): Value[] {
  const { top, bottom, left, right } = w.padInfo;
  const lowest = graph.scalar(Number.MIN_SAFE_INTEGER, x.dtype);
  const padded = pad(graph, x, [0, top, left, 0, 0, bottom, right, 0], lowest);
  return Array.from({ length: w.filterHeight * w.filterWidth }, (_, tap) => {
    const row = Math.floor(tap / w.filterWidth);
    const column = tap % w.filterWidth;
    const y0 = row * w.dilationHeight;
    const x0 = column * w.dilationWidth;
    const pixels = slice(
      graph,
      padded,
      [0, y0, x0, 0],
      [
        w.batchSize,
        y0 + (w.outHeight - 1) * w.strideHeight + 1,
        x0 + (w.outWidth - 1) * w.strideWidth + 1,
        w.inChannels,
      ],
      [1, w.strideHeight, w.strideWidth, 1],
      resultShape(w),
    );
    return add(graph, pixels, filterRow(graph, filter, row, column));
  });
}

/** The filter's elements [1, 1, C] at one position of the window. */
function filterRow(graph: GraphBuilder, filter: Value, row: number, column: number): Value {
  const channels = at(filter.shape, 2);
  const shape = [1, 1, channels];
  return slice(graph, filter, [row, column, 0], [row + 1, column + 1, channels], [1, 1, 1], shape);
}

defineLowering<Dilation2DInputs, Dilation2DAttrs>(Dilation2D, (graph, { x, filter }, attrs) => {
  const window = windowOf(x, filter, attrs);
  const type = { dtype: x.dtype, shape: resultShape(window) };
  return graph.op('Max', sums(graph, x, filter, window), {}, type);
});

/** The index of the filter element (int64, row by row) that made the maximum: [N, h, w, C]. */
function winners(graph: GraphBuilder, x: Value, filter: Value, w: Window): Value {
  const shape = resultShape(w);
  const stacked = concat(
    graph,
    sums(graph, x, filter, w).map((sum) => reshape(graph, sum, [1, ...shape])),
    0,
  );
  return graph.op('ArgMax', [stacked], { axis: 0, keepdims: 0 }, { dtype: 'int64', shape });
}

const int64 = (graph: GraphBuilder, shape: readonly number[], numbers: readonly number[]) =>
  graph.constant({ dtype: 'int64', shape, data: BigInt64Array.from(numbers, BigInt) });

/** 0 … count − 1, for the last axis. */
const channelNumbers = (graph: GraphBuilder, count: number) =>
  int64(graph, [count], [...Array(count).keys()]);

/** Adds each row of `updates` [rows, n] to zeros [rows, size], at `places`. */
function addAt(
  graph: GraphBuilder,
  places: Value,
  updates: Value,
  rows: number,
  size: number,
): Value {
  const shape = [rows, size];
  const flat = (value: Value) => reshape(graph, value, [rows, sizeOf(value.shape) / rows]);
  return graph.op(
    'ScatterElements',
    [expand(graph, graph.scalar(0), shape), flat(places), flat(updates)],
    { axis: 1, reduction: 'add' },
    { dtype: 'float32', shape },
  );
}

/**
 * The pixel under the first tap of a window, which may be padding. Where all taps are, they are equal, so
 * that the first one wins; dy goes to the nearest pixel of the image, as in tfjs.
 */
function cornerOf(w: Window, index: number): number {
  const row = Math.floor(index / w.outWidth) * w.strideHeight - w.padInfo.top;
  const column = (index % w.outWidth) * w.strideWidth - w.padInfo.left;
  const isInside =
    reaches(row, w.filterHeight, w.dilationHeight, w.inHeight) &&
    reaches(column, w.filterWidth, w.dilationWidth, w.inWidth);
  return isInside ? row * w.inWidth + column : Math.max(row, 0) * w.inWidth + Math.max(column, 0);
}

/** Whether a tap of a window that begins at `start` is one of `size` pixels. */
function reaches(start: number, taps: number, dilation: number, size: number): boolean {
  const places = Array.from({ length: taps }, (_, tap) => start + tap * dilation);
  return places.some((place) => place >= 0 && place < size);
}

defineLowering<Dilation2DBackpropInputInputs, Dilation2DAttrs>(
  Dilation2DBackpropInput,
  (graph, { x, filter, dy }, attrs) => {
    const w = windowOf(x, filter, attrs);
    const pixels = Array.from({ length: w.filterHeight * w.filterWidth }, (_, tap) => {
      const row = Math.floor(tap / w.filterWidth);
      return row * w.dilationHeight * w.inWidth + (tap % w.filterWidth) * w.dilationWidth;
    });
    const corners = Array.from({ length: w.outHeight * w.outWidth }, (_, i) => cornerOf(w, i));
    const winner = winners(graph, x, filter, w);
    const moved = gather(graph, int64(graph, [pixels.length], pixels), winner, 0);
    const corner = int64(graph, [w.outHeight, w.outWidth, 1], corners);
    const pixel = mul(graph, add(graph, moved, corner), graph.scalar(w.inChannels, 'int64'));
    const places = add(graph, pixel, channelNumbers(graph, w.inChannels));
    const size = w.inHeight * w.inWidth * w.inChannels;
    return reshape(graph, addAt(graph, places, dy, w.batchSize, size), x.shape);
  },
);

defineLowering<Dilation2DBackpropInputInputs, Dilation2DAttrs>(
  Dilation2DBackpropFilter,
  (graph, { x, filter, dy }, attrs) => {
    const w = windowOf(x, filter, attrs);
    const row = mul(graph, winners(graph, x, filter, w), graph.scalar(w.inChannels, 'int64'));
    const places = add(graph, row, channelNumbers(graph, w.inChannels));
    return reshape(graph, addAt(graph, places, dy, 1, sizeOf(filter.shape)), filter.shape);
  },
);
