/**
 * Elementwise arithmetic on constants, with ONNX's broadcasting, for constant-folding.ts. float32
 * results are computed in float64 and rounded, which for + − × ÷ and √ equals float32 arithmetic.
 */
import { entryOf } from '../graph/attributes.ts';
import { expanded } from '../graph/constant.ts';
import { broadcastShape, sizeOf } from '../graph/shape.ts';
import { dataTypes } from '../graph/data-type.ts';
import type { Constant } from '../graph/graph.ts';

interface Arithmetic {
  readonly float: (a: number, b: number) => number;
  /** Of int32 and int64; undefined where there is no result. */
  readonly integer?: (a: bigint, b: bigint) => bigint | undefined;
}

const binaryOps: Readonly<Record<string, Arithmetic>> = {
  Add: { float: (a, b) => a + b, integer: (a, b) => a + b },
  Sub: { float: (a, b) => a - b, integer: (a, b) => a - b },
  Mul: { float: (a, b) => a * b, integer: (a, b) => a * b },
  Div: { float: (a, b) => a / b, integer: (a, b) => (b === 0n ? undefined : a / b) },
};

const unaryOps: Readonly<Record<string, Arithmetic>> = {
  Neg: { float: (a) => -a, integer: (a) => -a },
  Abs: { float: Math.abs, integer: (a) => (a < 0n ? -a : a) },
  Sqrt: { float: Math.sqrt },
  Reciprocal: { float: (a) => 1 / a },
  Floor: { float: Math.floor },
  Ceil: { float: Math.ceil },
};

/**
 * The result of Add, Sub, Mul, Div, Neg, Abs, Sqrt, Reciprocal, Floor or Ceil. Undefined for other
 * operators, for types and shapes that the operator does not take, and for integers that overflow or
 * are divided by zero: runtimes differ there.
 */
export function foldArithmetic(op: string, inputs: readonly Constant[]): Constant | undefined {
  const [a, b] = inputs;
  const unary = entryOf(unaryOps, op);
  if (a !== undefined && unary !== undefined) return apply(unary, a, a);
  const binary = entryOf(binaryOps, op);
  return a && b && binary && apply(binary, a, b);
}

function apply({ float, integer }: Arithmetic, a: Constant, b: Constant): Constant | undefined {
  const { dtype } = a;
  const shape = broadcastShape(a.shape, b.shape);
  if (shape === undefined || b.dtype !== dtype || !isAffordable(shape, [a, b])) return undefined;
  const data = new dataTypes[dtype].array(sizeOf(shape));
  const x = expanded(a, shape).data;
  const y = expanded(b, shape).data;
  if (data instanceof Float32Array || data instanceof Float64Array) {
    for (let at = 0; at < data.length; at++) data[at] = float(Number(x[at]), Number(y[at]));
    return { dtype, shape, data };
  }
  if (integer === undefined) return undefined;
  for (let at = 0; at < data.length; at++) {
    const [left, right] = [BigInt(x[at] ?? 0), BigInt(y[at] ?? 0)];
    const value = integer(left, right);
    if (value === undefined) return undefined;
    if (data instanceof BigInt64Array) data[at] = value;
    else if (data instanceof Int32Array) data[at] = Number(value);
    else return undefined;
    if (BigInt(data[at] ?? 0) !== value) return undefined;
  }
  return { dtype, shape, data };
}

/**
 * Whether a constant of this shape may replace the constants that it is computed from: it has no more
 * elements than they have, or few elements.
 */
export function isAffordable(shape: readonly number[], from: readonly Constant[]): boolean {
  const given = from.reduce((sum, { data }) => sum + data.length, 0);
  return sizeOf(shape) <= Math.max(given, 2 ** 12);
}
