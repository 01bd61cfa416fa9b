/**
 * Windows that begin inside a volume: tfjs's padding 'same' of volumes is negative where the stride skips
 * more than the window reaches. ONNX has no negative padding, so the elements before are cut off.
 */
import type { GraphBuilder, Value } from '@ganport/graph';
import { along, type SlidingWindow } from '@ganport/graph/internal';
import { pad } from '@ganport/graph/ops';

/** The window on a volume that begins where the first window does. */
export const croppedWindow = (window: SlidingWindow): SlidingWindow => ({
  ...window,
  axes: window.axes.map((axis) =>
    axis.begin < 0 ? { ...axis, begin: 0, input: axis.input + axis.begin } : axis,
  ),
});

/** x [N, C, …] without the elements before the first window. */
export const crop = (graph: GraphBuilder, x: Value, window: SlidingWindow): Value =>
  padBegin(graph, x, cropsOf(window));

/** A gradient [N, C, …] of cropped elements with zeros in place of those that were cut off. */
export const uncrop = (graph: GraphBuilder, dx: Value, window: SlidingWindow): Value =>
  padBegin(
    graph,
    dx,
    cropsOf(window).map((size) => -size),
  );

const cropsOf = (window: SlidingWindow) => along(window, 'begin').map((size) => Math.min(0, size));

function padBegin(graph: GraphBuilder, x: Value, sizes: readonly number[]): Value {
  if (sizes.every((size) => size === 0)) return x;
  return pad(graph, x, [0, 0, ...sizes, 0, 0, ...sizes.map(() => 0)]);
}
