/**
 * The gradient of a pool whose windows lie side by side, as those of most networks do: slices of the image
 * and comparisons with the maxima. Positions of the maxima, which other pools need, take several times as long.
 */
import type { GraphBuilder, Value } from '@ganport/graph';
import { along, type SlidingWindow } from '@ganport/graph/internal';
import { at, binary, concat, pad, reshape, sizeOf, where } from '@ganport/graph/ops';
import { split } from './shape.ts';

/** Each tap of a window is a slice; windows of many taps have a shorter form. */
const maxTaps = 16;

/** Whether the windows cover the image, but for a rest at its end, without gaps and overlaps. */
export const isTiled = (window: SlidingWindow): boolean =>
  sizeOf(along(window, 'kernel')) <= maxTaps &&
  window.axes.every(
    ({ kernel, stride, dilation, begin, input, output }) =>
      kernel === stride && dilation === 1 && begin === 0 && output * kernel <= input,
  );

/**
 * dy at the first maximum of each window, 0 elsewhere.
 *
 * @param x float32 [N, …, C]
 * @param y maxima of the windows, as `dy`
 */
export function tiledMaximumGradient(
  graph: GraphBuilder,
  { x, y, dy }: Readonly<Record<'x' | 'y' | 'dy', Value>>,
  window: SlidingWindow,
): Value {
  const kernel = along(window, 'kernel');
  const zero = graph.scalar(0);
  const covered = resized(
    graph,
    x,
    uncovered(window).map((size) => -size),
  );
  const taps = tapsOf(graph, covered, kernel);
  let rest = dy;
  const parts = taps.map((tap, i) => {
    // Where no other tap is the maximum, the last one is.
    if (i === taps.length - 1) return rest;
    const isMaximum = binary(graph, 'Equal', tap, y, 'bool');
    const part = where(graph, isMaximum, rest, zero);
    rest = where(graph, isMaximum, zero, rest);
    return part;
  });
  return resized(graph, joined(graph, parts, kernel), uncovered(window));
}

/** Elements at the end of each axis that no window covers. */
const uncovered = ({ axes }: SlidingWindow) =>
  axes.map(({ input, output, kernel }) => input - output * kernel);

/** x [N, …, C] with so many zeros more at the end of each axis between; negative numbers cut off. */
function resized(graph: GraphBuilder, x: Value, more: readonly number[]): Value {
  if (more.every((size) => size === 0)) return x;
  return pad(graph, x, [...x.shape.map(() => 0), 0, ...more, 0]);
}

/** Slices of x [N, …, C], one for each position in a window, in the order of the positions. */
function tapsOf(graph: GraphBuilder, x: Value, kernel: readonly number[]): Value[] {
  let taps = [x];
  for (const [i, size] of kernel.entries()) {
    taps = taps.flatMap((tap) => {
      const [before, length, after] = around(tap.shape, i + 1);
      const tiles = reshape(graph, tap, [...before, length / size, size, ...after]);
      const ones = Array.from({ length: size }, () => 1);
      return split(graph, tiles, ones, i + 2).map((part) =>
        reshape(graph, part, [...before, length / size, ...after]),
      );
    });
  }
  return taps;
}

/** The inverse of `tapsOf`. */
function joined(graph: GraphBuilder, taps: readonly Value[], kernel: readonly number[]): Value {
  let parts = taps;
  for (const [i, size] of [...kernel.entries()].toReversed()) {
    parts = Array.from({ length: parts.length / size }, (_, row) => {
      const [before, length, after] = around(at(parts, row * size).shape, i + 1);
      const tiles = parts
        .slice(row * size, (row + 1) * size)
        .map((part) => reshape(graph, part, [...before, length, 1, ...after]));
      return reshape(graph, concat(graph, tiles, i + 2), [...before, length * size, ...after]);
    });
  }
  return at(parts, 0);
}

/** The sizes before an axis, its own and those after it. */
const around = (shape: readonly number[], axis: number) =>
  [shape.slice(0, axis), at(shape, axis), shape.slice(axis + 1)] as const;
