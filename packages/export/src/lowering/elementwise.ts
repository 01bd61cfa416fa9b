/**
 * Elementwise kernels with one operand: most are one ONNX operator, the others short formulas. Kernels
 * with two operands are in arithmetic.ts, activations in activation.ts.
 */
import {
  Abs,
  Acos,
  Acosh,
  Asin,
  Asinh,
  Atan,
  Atanh,
  Cast,
  Ceil,
  ClipByValue,
  Cos,
  Cosh,
  Erf,
  Exp,
  Expm1,
  Floor,
  Identity,
  IsFinite,
  IsInf,
  IsNan,
  Log,
  Log1p,
  LogicalNot,
  Neg,
  Reciprocal,
  Round,
  Rsqrt,
  Sign,
  Sin,
  Sinh,
  Sqrt,
  Square,
  Tan,
  Tanh,
  type CastAttrs,
  type CastInputs,
  type ClipByValueAttrs,
  type UnaryInputs,
} from '#tfjs-core';
import type { GraphBuilder, Value } from '@ganport/graph';
import {
  add,
  asFloat,
  binary,
  cast,
  div,
  isNaN,
  mul,
  sub,
  truncate,
  unary,
  where,
} from '@ganport/graph/ops';
import { onnxDataType } from '../data-types.ts';
import { defineLowering } from './registry.ts';

/** Operators that ONNX defines only on floats. */
const floatOps: Readonly<Record<string, string>> = {
  [Acos]: 'Acos',
  [Acosh]: 'Acosh',
  [Asin]: 'Asin',
  [Asinh]: 'Asinh',
  [Atan]: 'Atan',
  [Atanh]: 'Atanh',
  [Cos]: 'Cos',
  [Cosh]: 'Cosh',
  [Erf]: 'Erf',
  [Log]: 'Log',
  [Reciprocal]: 'Reciprocal',
  [Sin]: 'Sin',
  [Sinh]: 'Sinh',
  [Sqrt]: 'Sqrt',
  [Tan]: 'Tan',
  [Tanh]: 'Tanh',
};
for (const [kernel, op] of Object.entries(floatOps)) {
  defineLowering<UnaryInputs>(kernel, (graph, { x }) =>
    asFinite(graph, x, (float) => unary(graph, op, float)),
  );
}

/** As asFloat, for functions that may be infinite or NaN, where results of integers are 0. */
function asFinite(graph: GraphBuilder, x: Value, compute: (x: Value) => Value): Value {
  const y = compute(cast(graph, x, 'float32'));
  return x.dtype === 'int32' || x.dtype === 'bool' ? truncate(graph, y, x.dtype) : y;
}

/** tfjs's exponential is float32 for every input type. */
defineLowering<UnaryInputs>(Exp, (graph, { x }) => unary(graph, 'Exp', cast(graph, x, 'float32')));

for (const [kernel, op] of [
  [Abs, 'Abs'],
  [Neg, 'Neg'],
] as const) {
  defineLowering<UnaryInputs>(kernel, (graph, { x }) =>
    x.dtype === 'bool'
      ? asFloat(graph, x, (float) => unary(graph, op, float))
      : unary(graph, op, x),
  );
}

/** Integers need no rounding. */
for (const [kernel, op] of [
  [Ceil, 'Ceil'],
  [Floor, 'Floor'],
  [Round, 'Round'],
] as const) {
  defineLowering<UnaryInputs>(kernel, (graph, { x }) =>
    x.dtype === 'float32' ? unary(graph, op, x) : x,
  );
}

/** tfjs returns 0 for NaN; ONNX's Sign does not. */
defineLowering<UnaryInputs>(Sign, (graph, { x }) => {
  if (x.dtype !== 'float32') return x.dtype === 'bool' ? x : unary(graph, 'Sign', x);
  return where(graph, isNaN(graph, x), graph.scalar(0), unary(graph, 'Sign', x));
});

defineLowering<UnaryInputs>(LogicalNot, (graph, { x }) =>
  unary(graph, 'Not', cast(graph, x, 'bool')),
);
defineLowering<UnaryInputs>(Identity, (_graph, { x }) => x);
defineLowering<CastInputs, CastAttrs>(Cast, (graph, { x }, { dtype }) =>
  cast(graph, x, onnxDataType(dtype)),
);

defineLowering<UnaryInputs>(IsNan, (graph, { x }) => isNaN(graph, cast(graph, x, 'float32')));
/** |x| < ∞ is false for NaN too. */
for (const [kernel, op] of [
  [IsFinite, 'Less'],
  [IsInf, 'Equal'],
] as const) {
  defineLowering<UnaryInputs>(kernel, (graph, { x }) => {
    const size = unary(graph, 'Abs', cast(graph, x, 'float32'));
    return binary(graph, op, size, graph.scalar(Infinity), 'bool');
  });
}

defineLowering<UnaryInputs>(Square, (graph, { x }) => (x.dtype === 'bool' ? x : mul(graph, x, x)));
defineLowering<UnaryInputs>(Rsqrt, (graph, { x }) =>
  asFinite(graph, x, (float) => unary(graph, 'Reciprocal', unary(graph, 'Sqrt', float))),
);

/** log(1 + x) loses the digits of a small x; x − x²/2 + x³/3 − x⁴/4 keeps them. */
defineLowering<UnaryInputs>(Log1p, (graph, { x }) =>
  asFinite(graph, x, (float) => {
    const factor = [1 / 4, 1 / 3, 1 / 2, 1]
      .map((coefficient) => graph.scalar(coefficient))
      .reduce((sum, coefficient) => sub(graph, coefficient, mul(graph, float, sum)));
    const limit = graph.scalar(1 / 32);
    const isSmall = binary(graph, 'Less', unary(graph, 'Abs', float), limit, 'bool');
    const log = unary(graph, 'Log', add(graph, float, graph.scalar(1)));
    return where(graph, isSmall, mul(graph, float, factor), log);
  }),
);

/** exp(x) − 1 = tanh(x / 2) · (exp(x) + 1), which keeps the digits of a small x. */
defineLowering<UnaryInputs>(Expm1, (graph, { x }) =>
  asFinite(graph, x, (float) => {
    const half = unary(graph, 'Tanh', div(graph, float, graph.scalar(2)));
    return mul(graph, half, add(graph, unary(graph, 'Exp', float), graph.scalar(1)));
  }),
);

defineLowering<UnaryInputs, ClipByValueAttrs>(
  ClipByValue,
  (graph, { x }, { clipValueMin, clipValueMax }) => {
    // Bounds of integers are truncated to integers, as the results would be.
    const bound = (value: number) =>
      graph.scalar(x.dtype === 'int32' ? Math.trunc(value) : value, x.dtype);
    return graph.op('Clip', [x, bound(clipValueMin), bound(clipValueMax)], {}, x);
  },
);
