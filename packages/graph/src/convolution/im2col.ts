/**
 * Convolutions as Gather and MatMul (im2col). One Gather copies, for each output pixel, the input
 * pixels of its window into a row; the product of the rows with the filter as a [kh·kw·C, K] matrix is
 * NHWC already. The filter's gradient is a product with the same rows. The input's gradient with
 * stride s is s² convolutions of stride 1, one for each phase of the input (polyphase decomposition).
 *
 * This form is fast on CPUs for filters that change from run to run, as in training.
 */
import type { GraphBuilder } from '../build/graph-builder.ts';
import { at, concat, gather, matMul, pad, reshape, transpose } from '../build/ops.ts';
import type { Value } from '../build/value.ts';
import { remember } from '../graph/remember.ts';
import type { ConvolutionForm } from './form.ts';
import { along, type ConvWindow, type WindowAxis } from './window.ts';

/** With fewer contiguous channels the Gather copies pieces that are too small, and Conv is faster. */
const fewestChannels = 8;

export const im2col: ConvolutionForm = {
  name: 'im2col',

  fits({ product, window, strategy }) {
    const { inChannels, outChannels } = window;
    if (strategy !== 'cpu' || inChannels < fewestChannels) return false;
    if (product !== 'inputGradient') return true;
    return outChannels >= fewestChannels && window.axes.every(hasEqualPhases);
  },

  forward(graph, x, filter, window) {
    const rows = windowRows(graph, x, window.axes);
    const matrix = reshape(graph, filter, [at(rows.shape, 1), window.outChannels]);
    const y = matMul(graph, rows, matrix);
    return reshape(graph, y, [window.batch, ...along(window, 'output'), window.outChannels]);
  },

  inputGradient(graph, dy, filter, window) {
    const { batch, inChannels, outChannels } = window;
    const [rows, columns] = window.axes;
    const taps = reshape(graph, filter, [rows.kernel * columns.kernel, inChannels, outChannels]);
    const phases: Value[] = [];
    for (let y = 0; y < rows.stride; y++) {
      const rowPhase = phaseOf(y, rows);
      for (let x = 0; x < columns.stride; x++) {
        const columnPhase = phaseOf(x, columns);
        const windows = windowRows(graph, dy, [rowPhase.axis, columnPhase.axis]);
        const used = gather(graph, taps, filterTaps(graph, rowPhase, columnPhase, window), 0);
        const matrix = reshape(graph, transpose(graph, used, [0, 2, 1]), [
          at(windows.shape, 1),
          inChannels,
        ]);
        phases.push(matMul(graph, windows, matrix));
      }
    }
    const [height, width] = [rows.input / rows.stride, columns.input / columns.stride];
    const pixels = concat(graph, phases, 1);
    const tiled = [batch, height, width, rows.stride, columns.stride, inChannels];
    const interleaved = transpose(graph, reshape(graph, pixels, tiled), [0, 1, 3, 2, 4, 5]);
    return reshape(graph, interleaved, [batch, rows.input, columns.input, inChannels]);
  },

  filterGradient(graph, x, dy, window) {
    const { batch, inChannels, outChannels } = window;
    const [rows, columns] = window.axes;
    const windows = windowRows(graph, x, window.axes);
    const pixels = batch * rows.output * columns.output;
    const gradient = graph.op(
      'Gemm',
      [windows, reshape(graph, dy, [pixels, outChannels])],
      { transA: 1 },
      { dtype: x.dtype, shape: [at(windows.shape, 1), outChannels] },
    );
    return reshape(graph, gradient, [rows.kernel, columns.kernel, inChannels, outChannels]);
  },
};

/** x [N, H, W, C] → windows [N·outH·outW, kh·kw·C], made once for each x and geometry. */
function windowRows(graph: GraphBuilder, x: Value, [rows, columns]: ConvWindow['axes']): Value {
  const [batch, channels] = [at(x.shape, 0), at(x.shape, 3)];
  const taps = rows.kernel * columns.kernel;
  const pixels = rows.output * columns.output;
  const shape = [batch * pixels, taps * channels];
  return graph.memo(x, `windows ${JSON.stringify([rows, columns])}`, () => {
    const pads = [0, rows.begin, columns.begin, 0, 0, rows.end, columns.end, 0];
    const paddedWidth = columns.begin + columns.input + columns.end;
    const paddedSize = (rows.begin + rows.input + rows.end) * paddedWidth;
    const flat = reshape(graph, pad(graph, x, pads), [batch, paddedSize, channels]);
    if (taps === 1 && pixels === paddedSize) return reshape(graph, flat, shape);
    const indices = windowIndices(rows, columns, paddedWidth);
    const index = graph.constant({ dtype: 'int32', shape: [indices.length], data: indices });
    return reshape(graph, gather(graph, flat, index, 1), shape);
  });
}

/** For each output pixel, the positions in the padded image of its taps, row by row. */
const windowIndices = remember((rows: WindowAxis, columns: WindowAxis, paddedWidth: number) => {
  const indices = new Int32Array(rows.output * columns.output * rows.kernel * columns.kernel);
  let next = 0;
  for (let y = 0; y < rows.output; y++) {
    for (let x = 0; x < columns.output; x++) {
      for (let i = 0; i < rows.kernel; i++) {
        const row = y * rows.stride + i * rows.dilation;
        for (let j = 0; j < columns.kernel; j++) {
          indices[next++] = row * paddedWidth + x * columns.stride + j * columns.dilation;
        }
      }
    }
  }
  return indices;
});

/** Whether every phase of the input has a tap, and all phases are of one size. */
const hasEqualPhases = ({ input, kernel, stride }: WindowAxis) =>
  input % stride === 0 && kernel >= stride;

/** One phase of one axis of the input: its elements s·q + phase. */
interface Phase {
  /** The first tap of the filter that reaches the phase; the others follow a stride apart. */
  readonly first: number;
  /** The convolution of stride 1 over dy that makes the phase's gradient. */
  readonly axis: WindowAxis;
}

/**
 * Input element s·q + phase is reached by tap i of output element o exactly if
 * s·o + i = s·q + phase + begin. So i = first + s·u and o = q + shift − u. The taps u are in rising
 * order of dy's elements, which is falling order of the filter's taps.
 */
function phaseOf(phase: number, { input, output, kernel, stride, begin }: WindowAxis): Phase {
  const first = (phase + begin) % stride;
  const shift = Math.floor((phase + begin) / stride);
  const taps = Math.max(0, Math.ceil((kernel - first) / stride));
  const size = input / stride;
  return {
    first,
    axis: {
      input: output,
      output: size,
      kernel: taps,
      stride: 1,
      dilation: 1,
      begin: taps - 1 - shift,
      end: size + shift - output,
    },
  };
}

/** The rows of the filter [kh·kw, C, K] that a phase uses, in the order of its windows. */
function filterTaps(graph: GraphBuilder, row: Phase, column: Phase, window: ConvWindow): Value {
  const [rows, columns] = window.axes;
  const indices = new Int32Array(row.axis.kernel * column.axis.kernel);
  let next = 0;
  for (let i = row.axis.kernel - 1; i >= 0; i--) {
    for (let j = column.axis.kernel - 1; j >= 0; j--) {
      const tapRow = row.first + rows.stride * i;
      indices[next++] = tapRow * columns.kernel + column.first + columns.stride * j;
    }
  }
  return graph.constant({ dtype: 'int32', shape: [indices.length], data: indices });
}
