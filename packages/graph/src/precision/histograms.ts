/**
 * Histograms of a graph's values on calibration inputs, for ranges that are chosen by what they lose. As
 * ranges.ts does, the graph counts by itself; it is run once more, when the ranges are known.
 */
import { int } from '../graph/attributes.ts';
import { constantOf } from '../graph/constant.ts';
import { dataTypes } from '../graph/data-type.ts';
import type { Graph, ValueInfo } from '../graph/graph.ts';
import { probeBuilder, type ProbeOutputs } from './probe-builder.ts';
import type { Ranges } from './ranges.ts';

/** Bins of equal width from -limit to limit. */
export interface Histogram {
  readonly limit: number;
  /** How many elements are in each bin. */
  readonly counts: Float64Array;
}

export type Histograms = ReadonlyMap<string, Histogram>;

export interface HistogramProbe {
  /** The graph with the same inputs, whose outputs are the counts. */
  readonly graph: Graph;
  /** Reads the outputs of one run. */
  histograms(outputs: ProbeOutputs): Histograms;
}

/** An even number, so that 0 is an edge. */
const histogramBins = 2048;

/**
 * A graph that counts the elements of every floating-point value that has a finite range. It is of opset 16 or
 * later.
 *
 * @param ranges of the same runs, as probeRanges finds them
 */
export function probeHistograms(graph: Graph, ranges: Ranges): HistogramProbe {
  const { add, constant, fresh, floats, finish } = probeBuilder(graph, 'histograms');
  const outputs: ValueInfo[] = [];
  const counted = new Map<string, { readonly key: string; readonly limit: number }>();
  const number = (key: string, value: number) => constant(key, constantOf('float32', [], [value]));
  for (const { name, value } of floats()) {
    const range = ranges.get(name);
    const limit = Math.max(Math.abs(range?.min ?? 0), Math.abs(range?.max ?? 0));
    if (range?.finite !== true || limit === 0) continue;
    const key = fresh(`${name}/counts`);
    const flat = add('Reshape', [value, constant('flat', constantOf('int64', [1], [-1]))]);
    const width = number(`${name}/width`, (2 * limit) / histogramBins);
    const shifted = add('Add', [add('Div', [flat, width]), number('half', histogramBins / 2)]);
    const within = [number('first', 0), number('last', histogramBins - 1)];
    const bins = add('Clip', [add('Floor', [shifted]), ...within]);
    const places = add('Cast', [bins], { to: int(dataTypes.int64.onnx) });
    const one = constant('one', constantOf('int32', [1], [1]));
    const ones = add('Expand', [one, add('Shape', [flat])]);
    const zeros = constant(
      'zeros',
      constantOf(
        'int32',
        [histogramBins],
        Array.from({ length: histogramBins }, () => 0),
      ),
    );
    const attributes = { axis: int(0), reduction: { type: 'string', value: 'add' } } as const;
    add('ScatterElements', [zeros, places, ones], attributes, key);
    outputs.push({ name: key, dtype: 'int32', shape: [histogramBins] });
    counted.set(name, { key, limit });
  }
  return {
    graph: finish(outputs),
    histograms: (results) =>
      new Map(
        [...counted].map(([name, { key, limit }]) => {
          const counts = Float64Array.from<number | bigint>(results[key]?.data ?? [], Number);
          return [name, { limit, counts }];
        }),
      ),
  };
}

/** The counts of several runs of one probe. */
export function joinHistograms(runs: readonly Histograms[]): Histograms {
  const joined = new Map<string, Histogram>();
  for (const [name, { limit, counts }] of runs.flatMap((run) => [...run])) {
    const known = joined.get(name)?.counts;
    const sum = known ? counts.map((count, bin) => count + (known[bin] ?? 0)) : counts;
    joined.set(name, { limit, counts: sum });
  }
  return joined;
}
