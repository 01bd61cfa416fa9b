/**
 * Convolutions with few channels as products with banded matrices (banding.ts says how they are chosen). A Gather
 * copies whole blocks of lines where im2col copies single elements, and the products have many columns where those
 * of Conv have as many as there are filters. This form is fast on CPUs for filters that change from run to run. It
 * writes the convolution and the gradient of its filter, over any number of axes.
 *
 * Samples are [N, …, W, C], filters [taps of the axes…, C, K]. With `copied: 'input'` a line of the output is one
 * product of all lines that it depends on. With `copied: 'output'` every line of the input is multiplied with all
 * taps, and the products are added up where they belong, which copies less where there are fewer output channels.
 */
import type { GraphBuilder } from '../build/graph-builder.ts';
import { at, gather, matMul, pad, reduce, reshape, slice, transpose } from '../build/ops.ts';
import { isConstant, type Value } from '../build/value.ts';
import {
  bandingOf,
  bandMatrix,
  countLines,
  inputLines,
  lastOf,
  outputLines,
  type Banding,
} from './banding.ts';
import { along, type SlidingWindow } from './window.ts';
import { transposed } from './winograd-matrices.ts';

/**
 * x [N, …, W, C], filter […, kw, C, K] → [N, …, W', K]; undefined where Conv is to be preferred: for filters that
 * are constants, outside of CPUs, and where the copies would need too much memory.
 */
export function bandedConvolution(
  graph: GraphBuilder,
  x: Value,
  filter: Value,
  window: SlidingWindow,
): Value | undefined {
  const banding = isConstant(filter) ? undefined : bandingFor(graph, window);
  if (!banding) return undefined;
  const { block, blocks, copied } = banding;
  const { batch, outChannels } = window;
  const outputs = countLines(window, 'output');
  const lines = lineForms[copied].forward(graph, x, filter, banding);
  const whole = reshape(graph, lines, [batch, outputs, blocks * block, outChannels]);
  const { output } = lastOf(window);
  const ends = [batch, outputs, output, outChannels];
  const isWhole = output === blocks * block;
  const y = isWhole ? whole : slice(graph, whole, [0, 0, 0, 0], ends, [1, 1, 1, 1], ends);
  return reshape(graph, y, [batch, ...along(window, 'output'), outChannels]);
}

/** x [N, …, W, C], dy [N, …, W', K] → the gradient of the filter, […, kw, C, K]; or undefined, as above. */
export function bandedFilterGradient(
  graph: GraphBuilder,
  x: Value,
  dy: Value,
  window: SlidingWindow,
): Value | undefined {
  const banding = bandingFor(graph, window);
  return banding && lineForms[banding.copied].filterGradient(graph, x, dy, banding);
}

const bandingFor = (graph: GraphBuilder, window: SlidingWindow): Banding | undefined =>
  graph.convolution === 'cpu' ? bandingOf(window) : undefined;

interface LineForm {
  /** → blocks of outputs, [N, outputs, blocks, block, K] in memory. */
  forward(graph: GraphBuilder, x: Value, filter: Value, banding: Banding): Value;
  filterGradient(graph: GraphBuilder, x: Value, dy: Value, banding: Banding): Value;
}

/** The axes of [taps, reach, block, C, K] in the order of a matrix, and what brings them back. */
const tapsWithInput = [
  [0, 1, 3, 2, 4],
  [0, 1, 3, 2, 4],
] as const;
const tapsWithOutput = [
  [1, 3, 0, 2, 4],
  [2, 0, 3, 1, 4],
] as const;

const lineForms: Readonly<Record<Banding['copied'], LineForm>> = {
  input: {
    forward(graph, x, filter, banding) {
      const windows = inputWindows(graph, x, banding);
      const [order] = tapsWithInput;
      const matrix = reshape(graph, band(graph, filter, banding, order), [
        at(windows.shape, 1),
        banding.block * banding.window.outChannels,
      ]);
      return matMul(graph, windows, matrix);
    },
    filterGradient(graph, x, dy, banding) {
      const { window, block, blocks, reach } = banding;
      const { batch, inChannels, outChannels } = window;
      const rows = batch * countLines(window, 'output') * blocks;
      const blocksOfDy = reshape(graph, outputBlocks(graph, dy, banding, 0), [
        rows,
        block * outChannels,
      ]);
      const matrix = product(graph, inputWindows(graph, x, banding), blocksOfDy);
      const shape = [countLines(window, 'kernel'), reach, inChannels, block, outChannels];
      const [, order] = tapsWithInput;
      return unband(graph, transpose(graph, reshape(graph, matrix, shape), order), banding);
    },
  },
  output: {
    forward(graph, x, filter, banding) {
      const { window, block, blocks } = banding;
      const { batch, outChannels } = window;
      const taps = countLines(window, 'kernel');
      const inputs = inputBlocks(graph, x, banding);
      const [order] = tapsWithOutput;
      const matrix = reshape(graph, band(graph, filter, banding, order), [
        at(inputs.shape, 2),
        taps * block * outChannels,
      ]);
      const rows = at(inputs.shape, 1);
      const products = reshape(graph, matMul(graph, inputs, matrix), [
        batch,
        rows * taps,
        block * outChannels,
      ]);
      // By taps, so that the sum has long rows.
      const lines = inputLines(window);
      const indices = Array.from({ length: taps }, (_, tap) =>
        lines.flatMap((from) =>
          inBlocks(blocks, (j) => [(at(from, tap) * blocks + j) * taps + tap]),
        ),
      ).flat();
      const parts = gather(graph, products, integers(graph, indices), 1);
      const outputs = countLines(window, 'output') * blocks * block * outChannels;
      const byTap = reshape(graph, parts, [batch, taps, outputs]);
      return reduce(graph, 'ReduceSum', byTap, [1], false);
    },
    filterGradient(graph, x, dy, banding) {
      const { window, block, blocks, reach } = banding;
      const { inChannels, outChannels } = window;
      const taps = countLines(window, 'kernel');
      const inputs = inputBlocks(graph, x, banding);
      const rows = at(inputs.shape, 0) * at(inputs.shape, 1);
      const indices = outputLines(window).flatMap((lines) =>
        inBlocks(blocks, (j) => lines.map((line) => line * blocks + j)),
      );
      const reached = gather(
        graph,
        outputBlocks(graph, dy, banding, 1),
        integers(graph, indices),
        1,
      );
      const matrix = product(
        graph,
        reshape(graph, inputs, [rows, reach * inChannels]),
        reshape(graph, reached, [rows, taps * block * outChannels]),
      );
      const shape = [reach, inChannels, taps, block, outChannels];
      const [, order] = tapsWithOutput;
      return unband(graph, transpose(graph, reshape(graph, matrix, shape), order), banding);
    },
  },
};

/** x [N, …, W, C] → its blocks and one line of zeros behind them, [N, (inputs + 1) · blocks, reach · C]. */
function inputBlocks(graph: GraphBuilder, x: Value, banding: Banding): Value {
  const { window, block, blocks, reach } = banding;
  const { batch, inChannels } = window;
  const { input, stride, begin } = lastOf(window);
  const lines = countLines(window, 'input');
  const width = (blocks - 1) * block * stride + reach;
  return graph.memo(x, `banded blocks ${JSON.stringify(banding)}`, () => {
    const flat = reshape(graph, x, [batch, lines, input, inChannels]);
    const framed = pad(graph, flat, [0, 0, begin, 0, 0, 1, width - begin - input, 0]);
    const starts = inBlocks(blocks, (j) =>
      Array.from({ length: reach }, (_, i) => j * block * stride + i),
    );
    const cut = blocks > 1 ? gather(graph, framed, integers(graph, starts), 2) : framed;
    return reshape(graph, cut, [batch, (lines + 1) * blocks, reach * inChannels]);
  });
}

/** All blocks that each block of the output depends on, [N · outputs · blocks, taps · reach · C]. */
function inputWindows(graph: GraphBuilder, x: Value, banding: Banding): Value {
  const { window, blocks, reach } = banding;
  return graph.memo(x, `banded windows ${JSON.stringify(banding)}`, () => {
    const indices = inputLines(window).flatMap((lines) =>
      inBlocks(blocks, (j) => lines.map((line) => line * blocks + j)),
    );
    const windows = gather(graph, inputBlocks(graph, x, banding), integers(graph, indices), 1);
    const rows = window.batch * countLines(window, 'output') * blocks;
    return reshape(graph, windows, [
      rows,
      countLines(window, 'kernel') * reach * window.inChannels,
    ]);
  });
}

/** dy [N, …, W', K] → its blocks, [N, (outputs + zeros) · blocks, block · K]. */
function outputBlocks(
  graph: GraphBuilder,
  dy: Value,
  { window, block, blocks }: Banding,
  zeros: 0 | 1,
) {
  const { batch, outChannels } = window;
  const { output } = lastOf(window);
  const lines = countLines(window, 'output');
  const flat = reshape(graph, dy, [batch, lines, output, outChannels]);
  const framed = pad(graph, flat, [0, 0, 0, 0, 0, zeros, blocks * block - output, 0]);
  return reshape(graph, framed, [batch, (lines + zeros) * blocks, block * outChannels]);
}

/** The filter in the bands of matrices, [taps, reach, block, C, K] in an order of these axes. */
function band(
  graph: GraphBuilder,
  filter: Value,
  banding: Banding,
  order: readonly number[],
): Value {
  const { window, block, reach } = banding;
  const { inChannels, outChannels } = window;
  const taps = countLines(window, 'kernel');
  return graph.memo(filter, `band ${order.join()} ${JSON.stringify(banding)}`, () => {
    const lines = reshape(graph, filter, [taps, lastOf(window).kernel, inChannels * outChannels]);
    const matrix = graph.constant({ dtype: 'float32', ...bandMatrix(banding) });
    const shape = [taps, reach, block, inChannels, outChannels];
    return transpose(graph, reshape(graph, matMul(graph, matrix, lines), shape), order);
  });
}

/** The transposed map: [taps, reach, block, C, K] → the filter, sums along the bands. */
function unband(graph: GraphBuilder, matrices: Value, banding: Banding): Value {
  const { window, block, reach } = banding;
  const { inChannels, outChannels } = window;
  const matrix = graph.constant({ dtype: 'float32', ...transposed(bandMatrix(banding)) });
  const columns = inChannels * outChannels;
  const lines = reshape(graph, matrices, [countLines(window, 'kernel'), reach * block, columns]);
  const filter = [...along(window, 'kernel'), inChannels, outChannels];
  return reshape(graph, matMul(graph, matrix, lines), filter);
}

/** aᵀ · b. */
const product = (graph: GraphBuilder, a: Value, b: Value) =>
  graph.op(
    'Gemm',
    [a, b],
    { transA: 1 },
    { dtype: a.dtype, shape: [at(a.shape, 1), at(b.shape, 1)] },
  );

const inBlocks = (blocks: number, of: (block: number) => number[]): number[] =>
  Array.from({ length: blocks }, (_, j) => of(j)).flat();

const integers = (graph: GraphBuilder, values: readonly number[]) =>
  graph.constant({ dtype: 'int32', shape: [values.length], data: Int32Array.from(values) });
