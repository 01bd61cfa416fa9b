/** Kernels that order numbers along the last axis. */
import {
  SearchSorted,
  TopK,
  type SearchSortedAttrs,
  type SearchSortedInputs,
  type TopKAttrs,
  type UnaryInputs,
} from '#tfjs-core';
import { at, binary, cast, reduce, reshape } from '@ganport/graph/ops';
import { defineLowering } from './registry.ts';

/** Equal numbers keep their order, in tfjs and in ONNX, which guarantees it only for a sorted result. */
defineLowering<UnaryInputs, TopKAttrs>(TopK, (graph, { x }, { k }) => {
  const numbers = x.dtype === 'bool' ? cast(graph, x, 'int32') : x;
  const shape = [...x.shape.slice(0, -1), k];
  const outputs = graph.ops(
    'TopK',
    [numbers, graph.ints([k])],
    { axis: x.shape.length - 1, largest: 1, sorted: 1 },
    [
      { dtype: numbers.dtype, shape },
      { dtype: 'int64', shape },
    ],
  );
  return [cast(graph, at(outputs, 0), x.dtype), cast(graph, at(outputs, 1), 'int32')];
});

/** The position for insertion is the count of numbers in the sorted row that are below the value. */
defineLowering<SearchSortedInputs, SearchSortedAttrs>(
  SearchSorted,
  (graph, { sortedSequence, values }, { side }) => {
    const batch = at(sortedSequence.shape, 0);
    const length = at(sortedSequence.shape, 1);
    const row = reshape(graph, sortedSequence, [batch, 1, length]);
    const column = reshape(graph, values, [...values.shape, 1]);
    const isBelow = binary(graph, side === 'left' ? 'Less' : 'LessOrEqual', row, column, 'bool');
    return reduce(graph, 'ReduceSum', cast(graph, isBelow, 'int32'), [2], false);
  },
);
