/**
 * The steps that a mask keeps. At a masked step, a layer of tfjs holds its states and repeats its last
 * output. The same results come of the kept steps alone, moved to the front, with their number as
 * ONNX's sequence_lens; each output is then copied to the masked steps that follow it.
 */
import type { GraphBuilder, Value } from '@ganport/graph';
import { at, binary, cast, reduce, reshape, sub, where } from '@ganport/graph/ops';

export interface KeptSteps {
  /** The number of kept steps of each sample, int32 [batch]. */
  readonly lengths: Value;
  /** [batch, time, features] with the kept steps first. */
  first(sequence: Value): Value;
  /**
   * Outputs of kept steps, [batch, time, units], at their places in time.
   * @param before what stands before the first kept step, [batch, units]; zeros by default
   */
  spread(outputs: Value, before: Value | undefined): Value;
}

/** More steps than any sequence has. */
const afterAll = 2 ** 30;

/** @param mask [batch, time]; steps where it is 0 are masked */
export function keepSteps(graph: GraphBuilder, mask: Value): KeptSteps {
  const { shape } = mask;
  const time = at(shape, 1);
  const isKept = cast(graph, mask, 'bool');
  const kept = cast(graph, isKept, 'int32');
  /** How many kept steps there are up to each step. */
  const count = graph.op('CumSum', [kept, graph.scalar(1, 'int64')], {}, { dtype: 'int32', shape });
  const take = (sequence: Value, steps: Value): Value =>
    graph.op('GatherND', [sequence, reshapeLast(graph, steps)], { batch_dims: 1 }, sequence);
  return {
    lengths: reduce(graph, 'ReduceSum', kept, [1], false),
    first(sequence) {
      const keys = where(graph, isKept, count, graph.scalar(afterAll, 'int32'));
      const sorted = { axis: 1, largest: 0, sorted: 1 };
      const types = [
        { dtype: 'int32', shape },
        { dtype: 'int64', shape },
      ] as const;
      const [, order] = graph.ops('TopK', [keys, graph.ints([time])], sorted, types);
      return take(sequence, order as Value);
    },
    spread(outputs, before) {
      const one = graph.scalar(1, 'int32');
      const isFirst = binary(graph, 'Less', count, one, 'bool');
      const previous = where(graph, isFirst, graph.scalar(0, 'int32'), sub(graph, count, one));
      const held = take(outputs, cast(graph, previous, 'int64'));
      const [batch, units] = [at(outputs.shape, 0), at(outputs.shape, 2)];
      const start = before ? reshape(graph, before, [batch, 1, units]) : graph.scalar(0);
      return where(graph, reshapeLast(graph, isFirst), start, held);
    },
  };
}

/** Adds an axis of size 1 at the end, without naming sizes, which may be open. */
const reshapeLast = (graph: GraphBuilder, x: Value): Value =>
  graph.op('Unsqueeze', [x, graph.ints([-1])], {}, { dtype: x.dtype, shape: [...x.shape, 1] });
