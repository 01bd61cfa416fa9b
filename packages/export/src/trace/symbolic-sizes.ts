/**
 * One graph for every size, made from recordings at a few sizes. A recording is made at a base size,
 * one with each symbol alone moved, and one at sizes of its own, which verifies the others.
 * merge-graphs.ts makes one graph of them; this file chooses the sizes.
 */
import type { Graph } from '@ganport/graph';
import { ExportError } from '../errors.ts';
import { sizeOfSymbol, type Sizes } from './affine.ts';
import { fixedSize } from './fixed-size.ts';
import { mergeGraphs } from './merge-graphs.ts';
import type { Recording } from './record.ts';
import type { SymbolSource } from './size-nodes.ts';

interface SymbolicRequest {
  readonly symbols: Readonly<Record<string, SymbolSource>>;
  record(sizes: Sizes): Recording;
}

export interface SymbolicRecording {
  readonly recording: Recording;
  /** The sizes that work are multiples of this number, by symbol; 1 is any size. */
  readonly multiples: Readonly<Record<string, number>>;
}

/** Sizes of the first axis: the base size, the moved size, and the size of the last recording. */
const batchSizes = [2, 3, 5] as const;
/**
 * Where any size does: 73, 74 and 204 divide no size that models resize to, so all three have the forms that
 * other sizes have. Where only multiples do, the base is a multiple of all that are tried. Both are above
 * small kernels.
 */
const anyImageSize = 73;
const imageSize = 64;
/**
 * The multiples that are tried, each with how many of them the last recording has beyond the base. It is far
 * away: a model that pads its images to 128 has one form up to there.
 */
const multiplesTried = [
  [1, 131],
  [2, 67],
  [4, 33],
  [8, 17],
  [16, 9],
  [32, 7],
  [64, 3],
] as const;

const baseOf = (multiple: number) => (multiple === 1 ? anyImageSize : imageSize);

/**
 * Strides with SAME padding pad a size by its remainder, so that only multiples of a power of two
 * have one graph. The smallest multiple that works is found by trying.
 *
 * @throws ExportError 'fixed-dimension' naming the layer that fixes a size, if no multiple works.
 */
export function recordSymbolic({ symbols: sources, record }: SymbolicRequest): SymbolicRecording {
  const symbols = Object.keys(sources);
  const isBatch = (symbol: string) => sources[symbol]?.axis === 0;
  const request = { symbols: sources, record: rememberingBase(record, isBatch) };
  const tried = symbols.every(isBatch) ? multiplesTried.slice(0, 1) : multiplesTried;
  let refusal: ExportError | undefined;
  for (const [multiple, far] of tried) {
    const steps = [0, 1, far] as const;
    const sizesAt = (step: 0 | 1 | 2): Sizes =>
      Object.fromEntries(
        symbols.map((symbol) => [
          symbol,
          isBatch(symbol) ? batchSizes[step] : baseOf(multiple) + steps[step] * multiple,
        ]),
      );
    try {
      const recording = recordAtMultiple(request, sizesAt(0), sizesAt(1), sizesAt(2));
      const multiples = Object.fromEntries(symbols.map((s) => [s, isBatch(s) ? 1 : multiple]));
      return { recording, multiples };
    } catch (error) {
      if (error instanceof ExportError && error.code === 'fixed-dimension') refusal ??= error;
      // The multiples may have the size that tfjs asks for.
      else if (multiple === tried.at(-1)?.[0] || multiple > 1 || !isOfSize(error)) throw error;
    }
  }
  throw refusal;
}

/** Records once what every multiple begins with: images of the base size. */
function rememberingBase(
  record: SymbolicRequest['record'],
  isBatch: (symbol: string) => boolean,
): SymbolicRequest['record'] {
  const known = new Map<string, Recording>();
  return (sizes) => {
    const isBase = Object.keys(sizes).every((s) => isBatch(s) || sizes[s] === imageSize);
    if (!isBase) return record(sizes);
    const key = JSON.stringify(sizes);
    const recording = known.get(key) ?? record(sizes);
    known.set(key, recording);
    return recording;
  };
}

/** Whether an error may be one of the size: tfjs throws it. */
const isOfSize = (error: unknown) =>
  !(error instanceof ExportError) || error.code === 'layer-failed';

/**
 * Sizes that depend on data are moved together, which takes one recording in place of one for each. Where
 * a number follows from several of them, each is moved alone.
 *
 * @param inputs sizes of the symbols of inputs: of the first recording, moved, and of the last
 */
function recordAtMultiple(request: SymbolicRequest, ...inputs: [Sizes, Sizes, Sizes]): Recording {
  const first = request.record(inputs[0]);
  const data = Object.entries(first.dataSizes);
  const [base, moved, last] = inputs.map((sizes, step) => ({
    ...sizes,
    ...Object.fromEntries(data.map(([symbol, { standIns }]) => [symbol, standIns[step]])),
  })) as [Sizes, Sizes, Sizes];
  if (Object.keys(base).length === 0) return first;
  const recordAt = (sizes: Sizes): Graph => {
    try {
      return request.record(sizes).graph;
    } catch (cause) {
      if (!isOfSize(cause)) throw cause;
      // tfjs refuses this size, but it accepted the base size.
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw fixedSize(`size ${JSON.stringify(sizes)} is refused, so something`, reason, cause);
    }
  };
  const sources = data.map(([symbol, { source }]) => [symbol, source] as const);
  const symbols = { ...request.symbols, ...Object.fromEntries(sources) };
  const variantOf = (symbol: string) =>
    [symbol, recordAt({ ...base, [symbol]: sizeOfSymbol(moved, symbol) })] as const;
  const ofInputs = Object.keys(inputs[0]).map(variantOf);
  const proof = recordAt(last);
  const merge = (joint: Graph, variants: readonly (readonly [string, Graph])[]): Recording => {
    const entries = { variants: Object.fromEntries(variants), joint, base, moved, last };
    return { ...first, graph: mergeGraphs(symbols, { first: first.graph, proof, ...entries }) };
  };
  if (data.length < 2)
    return merge(first.graph, [...ofInputs, ...data.map(([one]) => variantOf(one))]);
  try {
    return merge(recordAt({ ...moved, ...inputs[0] }), ofInputs);
  } catch (error) {
    if (!(error instanceof ExportError) || error.code !== 'fixed-dimension') throw error;
    const ofData = data.map(([symbol]) => variantOf(symbol));
    return merge(first.graph, [...ofInputs, ...ofData]);
  }
}
