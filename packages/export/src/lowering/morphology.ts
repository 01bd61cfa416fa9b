/** Grey-scale dilation: the greatest sum of a pixel of the window and the filter's number for it. */
import {
  Dilation2D,
  backend_util,
  type Dilation2DAttrs,
  type Dilation2DInputs,
} from '@tensorflow/tfjs-core';
import type { Recorder } from '../trace/recorder.ts';
import type { Value } from '../trace/value.ts';
import { add, pad, slice } from './ops.ts';
import { defineLowering } from './registry.ts';

/** One strided slice of the padded image for each of the filter's numbers, and Max of all. */
defineLowering<Dilation2DInputs, Dilation2DAttrs>(Dilation2D, (graph, { x, filter }, attrs) => {
  const info = backend_util.computeDilation2DInfo(
    x.shape as [number, number, number, number],
    filter.shape as [number, number, number],
    attrs.strides,
    attrs.pad,
    'NHWC',
    attrs.dilations,
  );
  const { top, bottom, left, right } = info.padInfo;
  const lowest = graph.scalar(Number.MIN_SAFE_INTEGER, x.dtype);
  const padded = pad(graph, x, [0, top, left, 0, 0, bottom, right, 0], lowest);
  const shape = [info.batchSize, info.outHeight, info.outWidth, info.inChannels];
  const sums: Value[] = [];
  for (let row = 0; row < info.filterHeight; row++) {
    for (let column = 0; column < info.filterWidth; column++) {
      const starts = [row * info.dilationHeight, column * info.dilationWidth] as const;
      const pixels = slice(
        graph,
        padded,
        [0, ...starts, 0],
        [
          info.batchSize,
          starts[0] + (info.outHeight - 1) * info.strideHeight + 1,
          starts[1] + (info.outWidth - 1) * info.strideWidth + 1,
          info.inChannels,
        ],
        [1, info.strideHeight, info.strideWidth, 1],
        shape,
      );
      sums.push(add(graph, pixels, filterRow(graph, filter, row, column)));
    }
  }
  return graph.op('Max', sums, {}, { dtype: x.dtype, shape });
});

/** The filter's numbers [1, 1, C] at one place of the window. */
function filterRow(graph: Recorder, filter: Value, row: number, column: number): Value {
  const channels = filter.shape[2] as number;
  const shape = [1, 1, channels];
  return slice(graph, filter, [row, column, 0], [row + 1, column + 1, channels], [1, 1, 1], shape);
}
