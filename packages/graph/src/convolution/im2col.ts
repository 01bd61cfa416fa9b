/**
 * Convolutions as Gather and MatMul. One Gather copies, for each output pixel, the input pixels of
 * its window into a row (im2col); a product with the filter as a [kh·kw·C, K] matrix then is NHWC
 * already. The filter's gradient is a product with the same rows, and the input's gradient with
 * stride s is s² convolutions of stride 1, one for each phase of the output.
 *
 * This is the faster form on CPU and WebAssembly when weights change from run to run, as in training.
 */
import type { GraphBuilder } from '../build/graph-builder.ts';
import type { Value } from '../build/value.ts';
import type { ConvWindow } from './window.ts';
import { concat, gather, matMul, pad, reshape, transpose } from '../build/ops.ts';

/** Below this many contiguous channels a Gather copies crumbs and Conv is better. */
const fewestChannels = 8;

export function matMulSuits(graph: GraphBuilder, gatheredChannels: number): boolean {
  return graph.convolution === 'matmul' && gatheredChannels >= fewestChannels;
}

/** One axis of a window: `count` taps, `step` apart, of output pixels `stride` apart. */
interface Taps {
  readonly count: number;
  readonly step: number;
  readonly stride: number;
  /** Zeros before and after; negative to crop. */
  readonly before: number;
  readonly after: number;
  readonly outSize: number;
}

/** x [N, H, W, C] → windows [N·outH·outW, taps·C]; made once for each x and geometry. */
function windowRows(graph: GraphBuilder, x: Value, rows: Taps, columns: Taps): Value {
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  const taps = rows.count * columns.count;
  const pixels = rows.outSize * columns.outSize;
  const shape = [batch * pixels, taps * channels];
  return graph.memo(x, `windows ${JSON.stringify([rows, columns])}`, () => {
    const padded = pad(graph, x, [
      ...[0, rows.before, columns.before, 0],
      ...[0, rows.after, columns.after, 0],
    ]);
    const paddedWidth = width + columns.before + columns.after;
    const paddedSize = (height + rows.before + rows.after) * paddedWidth;
    const flat = reshape(graph, padded, [batch, paddedSize, channels]);
    if (taps === 1 && pixels === paddedSize) return reshape(graph, flat, shape);
    const indices = windowIndices(rows, columns, paddedWidth);
    const index = graph.constant({ dtype: 'int32', shape: [indices.length], data: indices });
    return reshape(graph, gather(graph, flat, index, 1), shape);
  });
}

/** For each output pixel, the positions in the padded image of its taps, row by row. */
function windowIndices(rows: Taps, columns: Taps, paddedWidth: number): Int32Array {
  const indices = new Int32Array(rows.outSize * columns.outSize * rows.count * columns.count);
  let next = 0;
  for (let y = 0; y < rows.outSize; y++) {
    for (let x = 0; x < columns.outSize; x++) {
      for (let i = 0; i < rows.count; i++) {
        const row = y * rows.stride + i * rows.step;
        for (let j = 0; j < columns.count; j++) {
          indices[next++] = row * paddedWidth + x * columns.stride + j * columns.step;
        }
      }
    }
  }
  return indices;
}

function rowTaps(w: ConvWindow): Taps {
  return {
    count: w.kernelHeight,
    step: w.dilationHeight,
    stride: w.strideHeight,
    before: w.top,
    after: w.bottom,
    outSize: w.outHeight,
  };
}

function columnTaps(w: ConvWindow): Taps {
  return {
    count: w.kernelWidth,
    step: w.dilationWidth,
    stride: w.strideWidth,
    before: w.left,
    after: w.right,
    outSize: w.outWidth,
  };
}

/** x [N, H, W, C], filter [kh, kw, C, K] → [N, outH, outW, K]. */
export function convMatMul(graph: GraphBuilder, x: Value, filter: Value, w: ConvWindow): Value {
  const windows = windowRows(graph, x, rowTaps(w), columnTaps(w));
  const taps = w.kernelHeight * w.kernelWidth * w.inChannels;
  const matrix = reshape(graph, filter, [taps, w.outChannels]);
  const y = matMul(graph, windows, matrix);
  return reshape(graph, y, [w.batch, w.outHeight, w.outWidth, w.outChannels]);
}

/** x [N, H, W, C], dy [N, outH, outW, K] → the filter's gradient [kh, kw, C, K]. */
export function filterGradientMatMul(
  graph: GraphBuilder,
  x: Value,
  dy: Value,
  w: ConvWindow,
): Value {
  const windows = windowRows(graph, x, rowTaps(w), columnTaps(w));
  const pixels = w.batch * w.outHeight * w.outWidth;
  const gradient = graph.op(
    'Gemm',
    [windows, reshape(graph, dy, [pixels, w.outChannels])],
    { transA: 1 },
    { dtype: x.dtype, shape: [windows.shape[1] as number, w.outChannels] },
  );
  return reshape(graph, gradient, [w.kernelHeight, w.kernelWidth, w.inChannels, w.outChannels]);
}

/**
 * The taps of one phase of one axis: input pixel s·q + phase is reached by tap i of output pixel o
 * exactly if s·o + i = s·q + phase + before. So i = first + s·u and o = q + shift − u.
 */
interface Phase {
  readonly first: number;
  readonly shift: number;
  readonly count: number;
}

function phaseOf(phase: number, before: number, stride: number, kernel: number): Phase {
  const first = (phase + before) % stride;
  return {
    first,
    shift: Math.floor((phase + before) / stride),
    count: Math.max(0, Math.ceil((kernel - first) / stride)),
  };
}

/** The taps of a phase over dy, in rising order of dy's pixels (falling order of the filter's). */
function phaseTaps({ shift, count }: Phase, phaseSize: number, dySize: number): Taps {
  return {
    count,
    step: 1,
    stride: 1,
    before: count - 1 - shift,
    after: phaseSize + shift - dySize,
    outSize: phaseSize,
  };
}

/** Whether every phase has a tap and the phases tile the input evenly. */
export function phasesFit(w: ConvWindow): boolean {
  return (
    w.inHeight % w.strideHeight === 0 &&
    w.inWidth % w.strideWidth === 0 &&
    w.kernelHeight >= w.strideHeight &&
    w.kernelWidth >= w.strideWidth
  );
}

/** dy [N, outH, outW, K], filter [kh, kw, C, K] → the input's gradient [N, H, W, C]. */
export function inputGradientMatMul(
  graph: GraphBuilder,
  dy: Value,
  filter: Value,
  w: ConvWindow,
): Value {
  const { batch, inChannels, outChannels, kernelWidth, strideHeight, strideWidth } = w;
  const height = w.inHeight / strideHeight;
  const width = w.inWidth / strideWidth;
  const taps = reshape(graph, filter, [w.kernelHeight * kernelWidth, inChannels, outChannels]);
  const phases: Value[] = [];
  for (let y = 0; y < strideHeight; y++) {
    const row = phaseOf(y, w.top, strideHeight, w.kernelHeight);
    const rows = phaseTaps(row, height, w.outHeight);
    for (let x = 0; x < strideWidth; x++) {
      const column = phaseOf(x, w.left, strideWidth, kernelWidth);
      const columns = phaseTaps(column, width, w.outWidth);
      const windows = windowRows(graph, dy, rows, columns);
      const chosen = gather(graph, taps, phaseFilterTaps(graph, row, column, w), 0);
      const matrix = reshape(graph, transpose(graph, chosen, [0, 2, 1]), [
        row.count * column.count * outChannels,
        inChannels,
      ]);
      phases.push(matMul(graph, windows, matrix));
    }
  }
  const tiled = reshape(graph, concat(graph, phases, 1), [
    ...[batch, height, width],
    ...[strideHeight, strideWidth, inChannels],
  ]);
  return reshape(graph, transpose(graph, tiled, [0, 1, 3, 2, 4, 5]), [
    ...[batch, w.inHeight, w.inWidth, inChannels],
  ]);
}

/** Rows of the filter [kh·kw, C, K] that a phase uses, in the order of `phaseTaps`. */
function phaseFilterTaps(graph: GraphBuilder, row: Phase, column: Phase, w: ConvWindow): Value {
  const indices = new Int32Array(row.count * column.count);
  let next = 0;
  for (let i = row.count - 1; i >= 0; i--) {
    for (let j = column.count - 1; j >= 0; j--) {
      const filterRow = row.first + w.strideHeight * i;
      indices[next++] = filterRow * w.kernelWidth + column.first + w.strideWidth * j;
    }
  }
  return graph.constant({ dtype: 'int32', shape: [indices.length], data: indices });
}
