/**
 * Arithmetic with two operands. Results have the first input's type, as in tfjs, whose operations cast
 * both inputs to one type first. Bools count as 0 and 1.
 */
import {
  Add,
  AddN,
  Atan2,
  BitwiseAnd,
  FloorDiv,
  Maximum,
  Minimum,
  Mod,
  Multiply,
  Pow,
  RealDiv,
  SquaredDifference,
  Sub,
  type BinaryInputs,
} from '#tfjs-core';
import type { GraphBuilder, Value } from '@ganport/graph';
import { add, binary, cast, div, mul, sub, truncate, unary, where } from '@ganport/graph/ops';
import { defineLowering } from './registry.ts';

const ops: Readonly<Record<string, string>> = {
  [Add]: 'Add',
  [Maximum]: 'Max',
  [Minimum]: 'Min',
  [Multiply]: 'Mul',
  [Pow]: 'Pow',
  [Sub]: 'Sub',
};
for (const [kernel, op] of Object.entries(ops)) {
  defineLowering<BinaryInputs>(kernel, (graph, { a, b }) =>
    onNumbers(graph, a, b, (p, q) => binary(graph, op, p, q)),
  );
}

/** Computes with bools as int32 and both operands of one type, and casts the result to the type of `a`. */
function onNumbers(
  graph: GraphBuilder,
  a: Value,
  b: Value,
  compute: (a: Value, b: Value) => Value,
): Value {
  const dtype = a.dtype === 'float32' || b.dtype === 'float32' ? 'float32' : 'int32';
  return cast(graph, compute(cast(graph, a, dtype), cast(graph, b, dtype)), a.dtype);
}

defineLowering(AddN, (graph, inputs) => {
  const [first, ...rest] = Object.values(inputs) as [Value, ...Value[]];
  return rest.reduce((sum, x) => add(graph, sum, x), first);
});
defineLowering<BinaryInputs>(SquaredDifference, (graph, { a, b }) =>
  onNumbers(graph, a, b, (p, q) => {
    const difference = sub(graph, p, q);
    return mul(graph, difference, difference);
  }),
);
defineLowering<BinaryInputs>(RealDiv, (graph, { a, b }) => {
  const quotient = div(graph, cast(graph, a, 'float32'), cast(graph, b, 'float32'));
  return asTypeOf(graph, quotient, a);
});

/** Float32 results that may be infinite or NaN, in the type of `like`. */
const asTypeOf = (graph: GraphBuilder, y: Value, like: Value) =>
  like.dtype === 'int32' || like.dtype === 'bool' ? truncate(graph, y, like.dtype) : y;

/** Integer division by zero ends the process in ONNX Runtime; tfjs returns 0. */
function guarded(graph: GraphBuilder, b: Value, compute: (divisor: Value) => Value): Value {
  const isZero = binary(graph, 'Equal', b, graph.scalar(0, b.dtype), 'bool');
  const result = compute(where(graph, isZero, graph.scalar(1, b.dtype), b));
  return where(graph, isZero, graph.scalar(0, b.dtype), result);
}

/** ⌊a / b⌋ as int32. Integers are exact, as (a − a mod b) / b; the result is 0 where it is not a number. */
defineLowering<BinaryInputs>(FloorDiv, (graph, { a, b }) => {
  if (a.dtype === 'float32' || b.dtype === 'float32') {
    const quotient = div(graph, cast(graph, a, 'float32'), cast(graph, b, 'float32'));
    return truncate(graph, unary(graph, 'Floor', quotient), 'int32');
  }
  const dividend = cast(graph, a, 'int32');
  return guarded(graph, cast(graph, b, 'int32'), (divisor) => {
    const rest = binary(graph, 'Mod', dividend, divisor);
    return div(graph, sub(graph, dividend, rest), divisor);
  });
});

/** The remainder has the divisor's sign: ONNX's Mod for integers; for floats C's fmod, shifted and taken again. */
defineLowering<BinaryInputs>(Mod, (graph, { a, b }) =>
  onNumbers(graph, a, b, (p, q) => {
    if (p.dtype === 'int32') {
      return guarded(graph, q, (divisor) => binary(graph, 'Mod', p, divisor));
    }
    const fmod = (x: Value) => binary(graph, 'Mod', x, q, 'float32', { fmod: 1 });
    const rest = fmod(p);
    const differ = binary(graph, 'Less', mul(graph, rest, q), graph.scalar(0), 'bool');
    return where(graph, differ, fmod(add(graph, rest, q)), rest);
  }),
);

/** atan(a / b), shifted by π where b < 0; b = 0 is a separate case. */
defineLowering<BinaryInputs>(Atan2, (graph, { a, b }) => {
  const [y, x] = [cast(graph, a, 'float32'), cast(graph, b, 'float32')];
  const zero = graph.scalar(0);
  const is = (op: string, value: Value) => binary(graph, op, value, zero, 'bool');
  const slope = unary(graph, 'Atan', div(graph, y, x));
  const turn = where(graph, is('Less', y), graph.scalar(-Math.PI), graph.scalar(Math.PI));
  const moved = where(graph, is('Less', x), add(graph, slope, turn), slope);
  const upright = mul(graph, unary(graph, 'Sign', y), graph.scalar(Math.PI / 2));
  return asTypeOf(graph, where(graph, is('Equal', x), upright, moved), a);
});

defineLowering<BinaryInputs>(BitwiseAnd, (graph, { a, b }) => binary(graph, 'BitwiseAnd', a, b));
