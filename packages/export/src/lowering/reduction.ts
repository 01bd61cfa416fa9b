/** Kernels that reduce axes of a tensor. */
import {
  All,
  Any,
  ArgMax,
  ArgMin,
  Max,
  Mean,
  Min,
  Prod,
  Softmax,
  Sum,
  util,
  type ArgMaxAttrs,
  type ArgMaxInputs,
  type MaxAttrs,
  type SoftmaxAttrs,
  type SoftmaxInputs,
  type SumAttrs,
  type UnaryInputs,
} from '#tfjs-core';
import type { Value } from '@ganport/graph';
import { at, binary, cast, isNaN, reduce, where } from '@ganport/graph/ops';
import { defineLowering } from './registry.ts';

const axesOf = (axis: number | number[], shape: readonly number[]) =>
  util.parseAxisParam(axis, [...shape]);

/** tfjs sums bools as int32. */
defineLowering<UnaryInputs, SumAttrs>(Sum, (graph, { x }, { axis, keepDims }) => {
  const numbers = x.dtype === 'bool' ? cast(graph, x, 'int32') : x;
  return reduce(graph, 'ReduceSum', numbers, axesOf(axis, x.shape), keepDims);
});
defineLowering<UnaryInputs, SumAttrs>(Mean, (graph, { x }, { axis, keepDims }) =>
  reduce(graph, 'ReduceMean', cast(graph, x, 'float32'), axesOf(axis, x.shape), keepDims),
);
defineLowering<UnaryInputs, SumAttrs>(Prod, (graph, { x }, { axis, keepDims }) => {
  const numbers = x.dtype === 'bool' ? cast(graph, x, 'int32') : x;
  return reduce(graph, 'ReduceProd', numbers, axesOf(axis, x.shape), keepDims);
});

/**
 * The result is NaN if an element is, which ONNX Runtime's ReduceMax and ReduceMin ignore. Bools are cast
 * to int32, since ONNX does not order them.
 */
for (const [kernel, op] of [
  [Max, 'ReduceMax'],
  [Min, 'ReduceMin'],
] as const) {
  defineLowering<UnaryInputs, MaxAttrs & SumAttrs>(kernel, (graph, { x }, attrs) => {
    const axes = axesOf(attrs.reductionIndices ?? attrs.axis, x.shape);
    const fold = (name: string, y: Value) => reduce(graph, name, y, axes, attrs.keepDims);
    if (x.dtype === 'bool') return cast(graph, fold(op, cast(graph, x, 'int32')), 'bool');
    if (x.dtype !== 'float32') return fold(op, x);
    const anyNaN = fold('ReduceMax', cast(graph, isNaN(graph, x), 'int32'));
    return where(graph, cast(graph, anyNaN, 'bool'), graph.scalar(NaN), fold(op, x));
  });
}

/** Whether all (or any) elements are true: the minimum (or maximum) of zeros and ones is above 0. */
for (const [kernel, op] of [
  [All, 'ReduceMin'],
  [Any, 'ReduceMax'],
] as const) {
  defineLowering<UnaryInputs, SumAttrs>(kernel, (graph, { x }, { axis, keepDims }) => {
    const numbers = cast(graph, x, 'int32');
    const extremum = reduce(graph, op, numbers, axesOf(axis, x.shape), keepDims);
    return binary(graph, 'Greater', extremum, graph.scalar(0, 'int32'), 'bool');
  });
}

/** NaN is never the maximum (or minimum): it is replaced by -Infinity (or Infinity). */
for (const [kernel, op, worst] of [
  [ArgMax, 'ArgMax', -Infinity],
  [ArgMin, 'ArgMin', Infinity],
] as const) {
  defineLowering<ArgMaxInputs, ArgMaxAttrs>(kernel, (graph, { x }, { axis }) => {
    const positive = at(axesOf(axis, x.shape), 0);
    const shape = x.shape.filter((_, i) => i !== positive);
    const attributes = { axis: positive, keepdims: 0 };
    const numbers =
      x.dtype === 'float32'
        ? where(graph, isNaN(graph, x), graph.scalar(worst), x)
        : cast(graph, x, 'int32');
    return cast(graph, graph.op(op, [numbers], attributes, { dtype: 'int64', shape }), 'int32');
  });
}

defineLowering<SoftmaxInputs, SoftmaxAttrs>(Softmax, (graph, { logits }, { dim }) => {
  const axis = at(axesOf(dim, logits.shape), 0);
  return graph.op('Softmax', [logits], { axis }, logits);
});
