/** Comparisons and logic, whose results are bool, and the choice between two tensors. */
import {
  Equal,
  Greater,
  GreaterEqual,
  Less,
  LessEqual,
  LogicalAnd,
  LogicalOr,
  NotEqual,
  Select,
  type BinaryInputs,
  type SelectInputs,
} from '#tfjs-core';
import { binary, cast, commonType, reshape, unary, where } from '@ganport/graph/ops';
import { equalTexts } from '../texts/compare.ts';
import { defineLowering } from './registry.ts';

/** ONNX orders only numbers, so bools are compared as 0 and 1. */
const comparisons: Readonly<Record<string, string>> = {
  [Equal]: 'Equal',
  [Greater]: 'Greater',
  [GreaterEqual]: 'GreaterOrEqual',
  [Less]: 'Less',
  [LessEqual]: 'LessOrEqual',
};
for (const [kernel, op] of Object.entries(comparisons)) {
  defineLowering<BinaryInputs>(kernel, (graph, { a, b }) => {
    if (a.dtype === 'string' && op === 'Equal') return equalTexts(graph, a, b);
    const common = commonType(a.dtype, b.dtype);
    const dtype = common === 'bool' ? 'int32' : common;
    return binary(graph, op, cast(graph, a, dtype), cast(graph, b, dtype), 'bool');
  });
}
defineLowering<BinaryInputs>(NotEqual, (graph, { a, b }) => {
  if (a.dtype === 'string') return unary(graph, 'Not', equalTexts(graph, a, b));
  const dtype = commonType(a.dtype, b.dtype);
  const equal = binary(graph, 'Equal', cast(graph, a, dtype), cast(graph, b, dtype), 'bool');
  return unary(graph, 'Not', equal);
});

for (const [kernel, op] of [
  [LogicalAnd, 'And'],
  [LogicalOr, 'Or'],
] as const) {
  defineLowering<BinaryInputs>(kernel, (graph, { a, b }) =>
    binary(graph, op, cast(graph, a, 'bool'), cast(graph, b, 'bool')),
  );
}

/** A condition of one axis selects whole rows, as in tf.where. */
defineLowering<SelectInputs>(Select, (graph, { condition, t, e }) => {
  const extra = t.shape.length - condition.shape.length;
  const rows =
    condition.shape.length === 1 && extra > 0
      ? reshape(graph, condition, [...condition.shape, ...Array<number>(extra).fill(1)])
      : condition;
  const dtype = commonType(t.dtype, e.dtype);
  return where(graph, cast(graph, rows, 'bool'), cast(graph, t, dtype), cast(graph, e, dtype));
});
