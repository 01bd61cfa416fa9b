/**
 * The ranges of a graph's values, found by running it on calibration inputs. The graph computes the
 * statistics itself, so that no value between its nodes has to be kept or copied.
 */
import { int } from '../graph/attributes.ts';
import { constantOf } from '../graph/constant.ts';
import { dataTypes } from '../graph/data-type.ts';
import { maxFloat16 } from '../graph/float16.ts';
import type { Graph, ValueInfo } from '../graph/graph.ts';
import { producers } from '../graph/walk.ts';
import { elementTypesOf } from './element-types.ts';
import { probeBuilder, type ProbeOutputs } from './probe-builder.ts';

export interface ValueRange {
  /** The smallest and largest number, or percentile. */
  readonly min: number;
  readonly max: number;
  /** Whether no element was NaN or infinite. */
  readonly finite: boolean;
}

export type Ranges = ReadonlyMap<string, ValueRange>;

export interface ProbeOptions {
  /**
   * The percentage of each tensor's elements that lie below the upper end of its range, and above the
   * lower one, for example 99.99. By default the ends are the smallest and largest element.
   */
  readonly percentile?: number;
}

export interface RangeProbe {
  /** The graph with the same inputs, whose outputs are the statistics. */
  readonly graph: Graph;
  /** Reads the outputs of one run. */
  ranges(outputs: ProbeOutputs): Ranges;
}

const statistics = ['min', 'max', 'finite'] as const;

/**
 * A graph that computes the range of every floating-point value of `graph`: inputs, outputs, and what
 * lies between nodes, apart from the values of subgraphs.
 *
 * @example
 * const probe = probeRanges(graph);
 * const session = await createSession(OnnxModel.fromGraph(probe.graph).bytes());
 * const ranges = probe.ranges(await session.run(inputs));
 */
export function probeRanges(graph: Graph, { percentile = 100 }: ProbeOptions = {}): RangeProbe {
  const builder = probeBuilder(graph, 'ranges');
  const { add, constant, fresh } = builder;
  const outputs: ValueInfo[] = [];
  const reduced = (op: string, value: string, name: string) =>
    add(op, [value], { keepdims: int(0) }, name);

  /** One end of a value's range: of the elements beyond the percentile, at least one, the innermost. */
  const end = (value: string, largest: 0 | 1, name: string): string => {
    const [outer, inner] =
      largest === 1 ? (['ReduceMax', 'ReduceMin'] as const) : (['ReduceMin', 'ReduceMax'] as const);
    if (percentile === 100) return reduced(outer, value, name);
    const share = constant('share', constantOf('float32', [], [1 - percentile / 100]));
    const count = add('Mul', [add('Cast', [add('Size', [value])], { to: float }), share]);
    const one = constant('one', constantOf('int64', [1], [1]));
    const whole = add('Cast', [add('Ceil', [count])], { to: int(dataTypes.int64.onnx) });
    const k = add('Max', [add('Reshape', [whole, one]), one]);
    const flat = add('Reshape', [value, constant('flat', constantOf('int64', [1], [-1]))]);
    const attributes = { axis: int(0), largest: int(largest), sorted: int(0) };
    const beyond = add('TopK', [flat, k], attributes, fresh('value'), [fresh('indices')]);
    return reduced(inner, beyond, name);
  };

  const keys = new Map<string, readonly string[]>();
  for (const { name, value } of builder.floats()) {
    const zero = constant('zero', constantOf('float32', [], [0]));
    const own = statistics.map((statistic) => fresh(`${name}/${statistic}`));
    const [min = '', max = '', finite = ''] = own;
    end(value, 0, min);
    end(value, 1, max);
    // 0 × x is 0 for every number, and NaN for NaN and infinities.
    reduced('ReduceSum', add('Mul', [value, zero]), finite);
    keys.set(name, own);
    outputs.push(...own.map((key): ValueInfo => ({ name: key, dtype: 'float32', shape: [] })));
  }
  return {
    graph: builder.finish(outputs),
    ranges: (results) =>
      new Map(
        [...keys].map(([name, own]) => {
          const [min = NaN, max = NaN, finite = NaN] = own.map((key) =>
            Number(results[key]?.data[0]),
          );
          return [name, { min, max, finite: finite === 0 }];
        }),
      ),
  };
}

const float = int(dataTypes.float32.onnx);

/** The ranges that hold the values of several runs. */
export function joinRanges(runs: readonly Ranges[]): Ranges {
  const joined = new Map<string, ValueRange>();
  for (const [name, range] of runs.flatMap((run) => [...run])) {
    const known = joined.get(name) ?? range;
    joined.set(name, {
      min: Math.min(known.min, range.min),
      max: Math.max(known.max, range.max),
      finite: known.finite && range.finite,
    });
  }
  return joined;
}

/** Above this, not every integer is a float16. */
const maxInteger = 2 ** 11;

/**
 * The values that float16 does not hold, for `keepValues` of toFloat16: they exceed 65,504, or are
 * integers above 2,048 that a Cast makes.
 */
export function overflowing(graph: Graph, ranges: Ranges): Set<string> {
  const types = elementTypesOf(graph);
  const made = producers(graph);
  const isCount = (name: string): boolean => {
    const node = made.get(name);
    const from = types(node?.inputs[0] ?? '');
    return node?.op === 'Cast' && (from === 'int32' || from === 'int64');
  };
  const wide = [...ranges].filter(([name, { min, max }]) => {
    const largest = Math.max(Math.abs(min), Math.abs(max));
    return largest > (isCount(name) ? maxInteger : maxFloat16);
  });
  return new Set(wide.map(([name]) => name));
}
