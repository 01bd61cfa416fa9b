/**
 * How a convolution becomes a product with a banded matrix, and what that costs. Along the last axis, `block`
 * outputs in a row depend on `reach` inputs in a row, by a matrix of reach × block that has the taps of the filter in
 * its band. Both sides are contiguous in memory with their channels. The other axes are `lines`: a line is a row of
 * elements along the last axis, and a tap connects a line of the input with one of the output.
 */
import { sizeOf } from '../graph/shape.ts';
import { remember } from '../graph/remember.ts';
import { along, type SlidingWindow, type WindowAxis } from './window.ts';
import type { Matrix } from './winograd-matrices.ts';

export interface Banding {
  readonly window: SlidingWindow;
  /** Outputs along the last axis that are computed together. */
  readonly block: number;
  /** So many of them cover the last axis of the output; the last block may reach beyond it. */
  readonly blocks: number;
  /** Inputs that a block depends on. */
  readonly reach: number;
  /** Whose lines are copied, once for each tap: those of the input, or what they contribute to the output. */
  readonly copied: 'input' | 'output';
}

/** What a copy costs, and each number of it, and one that is added, in products of a matrix product (measured). */
const pieceCost = 250;
const copyCost = 30;
const sumCost = 10;
/** The kernels of matrix products compute so many columns at a time. */
const columnsAtOnce = 32;
/** Copies take no more than 256 MB. */
const mostCopied = 2 ** 26;

/** All axes but the last. */
export const linesOf = ({ axes }: SlidingWindow): readonly WindowAxis[] => axes.slice(0, -1);
export const lastOf = ({ axes }: SlidingWindow): WindowAxis => axes.at(-1) as WindowAxis;
/** Lines of the input, lines of the output, or taps between them. */
export const countLines = (window: SlidingWindow, property: 'input' | 'output' | 'kernel') =>
  sizeOf(along({ ...window, axes: linesOf(window) }, property));

/** The cheapest banding; undefined where the copies of each take too much memory. */
export const bandingOf = remember((window: SlidingWindow): Banding | undefined => {
  const { output, kernel, stride, dilation } = lastOf(window);
  let best: { banding: Banding; cost: number } | undefined;
  for (let block = 1; block <= output; block++) {
    const blocks = Math.ceil(output / block);
    const reach = (block - 1) * stride + (kernel - 1) * dilation + 1;
    for (const copied of ['input', 'output'] as const) {
      const banding = { window, block, blocks, reach, copied };
      const { copies, cost } = costOf(banding);
      if (copies <= mostCopied && cost < (best?.cost ?? Infinity)) best = { banding, cost };
    }
  }
  return best?.banding;
});

function costOf({ window, block, blocks, reach, copied }: Banding) {
  const { batch, inChannels, outChannels } = window;
  const taps = countLines(window, 'kernel');
  const [from, to] = [reach * inChannels, block * outChannels];
  const inputs = batch * countLines(window, 'input') * blocks;
  const outputs = batch * countLines(window, 'output') * blocks;
  const columns = (count: number) => Math.ceil(count / columnsAtOnce) * columnsAtOnce;
  const copying = (pieces: number, length: number) => pieces * (pieceCost + copyCost * length);
  const cutting = blocks > 1 ? copying(inputs * reach, inChannels) : 0;
  const matrix = copying(taps * reach * block * inChannels, outChannels);
  const work =
    copied === 'input'
      ? copying(outputs * taps, from) + outputs * taps * from * columns(to)
      : copying(outputs * taps, to) +
        sumCost * outputs * taps * to +
        inputs * from * columns(taps * to);
  const copies = outputs * taps * (copied === 'input' ? from : to);
  return { copies, cost: cutting + matrix + work };
}

/** The matrix [reach · block, taps] with 1 where a tap connects an input with an output of a block. */
export const bandMatrix = remember((banding: Banding): Matrix => {
  const { block, reach, window } = banding;
  const { kernel, stride, dilation } = lastOf(window);
  const data = new Float32Array(reach * block * kernel);
  for (let output = 0; output < block; output++) {
    for (let tap = 0; tap < kernel; tap++) {
      const input = output * stride + tap * dilation;
      data[(input * block + output) * kernel + tap] = 1;
    }
  }
  return { shape: [reach * block, kernel], data };
});

/** For each line of the output and each tap, the line of the input; behind the last one where there is none. */
export const inputLines = remember((window: SlidingWindow): number[][] => {
  const axes = linesOf(window);
  const taps = positions(along({ ...window, axes }, 'kernel'));
  const none = countLines(window, 'input');
  return positions(along({ ...window, axes }, 'output')).map((output) =>
    taps.map((tap) => {
      let line = 0;
      for (const [i, { input, stride, dilation, begin }] of axes.entries()) {
        const at = (output[i] ?? 0) * stride + (tap[i] ?? 0) * dilation - begin;
        if (at < 0 || at >= input) return none;
        line = line * input + at;
      }
      return line;
    }),
  );
});

/** For each line of the input, one of zeros behind them, and each tap, the line of the output or the one behind. */
export const outputLines = remember((window: SlidingWindow): number[][] => {
  const [inputs, taps] = [countLines(window, 'input'), countLines(window, 'kernel')];
  const none = countLines(window, 'output');
  const lines = Array.from({ length: inputs + 1 }, () => Array.from({ length: taps }, () => none));
  for (const [output, from] of inputLines(window).entries()) {
    for (const [tap, input] of from.entries()) {
      const line = lines[input];
      if (line && input < inputs) line[tap] = output;
    }
  }
  return lines;
});

/** All positions in a grid, the last axis first. */
function positions(sizes: readonly number[]): number[][] {
  return sizes.reduce<number[][]>(
    (before, size) =>
      before.flatMap((start) => Array.from({ length: size }, (_, i) => [...start, i])),
    [[]],
  );
}
