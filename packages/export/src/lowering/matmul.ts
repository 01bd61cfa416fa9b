/** Matrix products. */
import {
  BatchMatMul,
  _FusedMatMul,
  util,
  type BatchMatMulAttrs,
  type BatchMatMulInputs,
  type _FusedMatMulAttrs,
  type _FusedMatMulInputs,
} from '#tfjs-core';
import type { GraphBuilder, Value } from '@ganport/graph';
import { at, add, matMul, transpose } from '@ganport/graph/ops';
import { activate } from './fused-activation.ts';
import { defineLowering } from './registry.ts';

interface Operands {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/**
 * A product of two plain matrices is one Gemm, which reads a transposed operand in place. ONNX Runtime has
 * Gemm only for floats.
 */
function product(
  graph: GraphBuilder,
  a: Value,
  b: Value,
  { transposeA, transposeB }: Operands,
): Value {
  const inner = [a.shape.at(transposeA ? -2 : -1), b.shape.at(transposeB ? -1 : -2)];
  util.assert(
    inner[0] === inner[1],
    () =>
      `matMul: [${a.shape.join()}] and [${b.shape.join()}] have inner sizes that differ: ` +
      inner.join(),
  );
  const isPlain = a.shape.length === 2 && b.shape.length === 2 && a.dtype === 'float32';
  if (isPlain && (transposeA || transposeB)) {
    const rows = at(a.shape, transposeA ? 1 : 0);
    const columns = at(b.shape, transposeB ? 0 : 1);
    const attributes = { transA: Number(transposeA), transB: Number(transposeB) };
    return graph.op('Gemm', [a, b], attributes, { dtype: a.dtype, shape: [rows, columns] });
  }
  return matMul(
    graph,
    transposeA ? swapLastAxes(graph, a) : a,
    transposeB ? swapLastAxes(graph, b) : b,
  );
}

function swapLastAxes(graph: GraphBuilder, x: Value): Value {
  const rank = x.shape.length;
  return transpose(graph, x, [...Array(rank - 2).keys(), rank - 1, rank - 2]);
}

defineLowering<BatchMatMulInputs, BatchMatMulAttrs>(BatchMatMul, (graph, { a, b }, attrs) =>
  product(graph, a, b, attrs),
);

defineLowering<_FusedMatMulInputs, _FusedMatMulAttrs>(
  _FusedMatMul,
  (graph, { a, b, bias, preluActivationWeights }, attrs) => {
    const y = product(graph, a, b, attrs);
    return activate(graph, bias ? add(graph, y, bias) : y, attrs.activation, {
      prelu: preluActivationWeights,
      leakyreluAlpha: attrs.leakyreluAlpha,
    });
  },
);
