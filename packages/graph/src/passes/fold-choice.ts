/** Comparisons, logic and choices between constants, with ONNX's broadcasting, for constant-folding.ts. */
import { entryOf } from '../graph/attributes.ts';
import { expanded } from '../graph/constant.ts';
import { dataTypes, type NumberType } from '../graph/data-type.ts';
import type { Constant } from '../graph/graph.ts';
import { broadcastShape, sizeOf } from '../graph/shape.ts';
import { isAffordable } from './fold-arithmetic.ts';

type Comparison = (a: number | bigint, b: number | bigint) => boolean;

const comparisons: Readonly<Record<string, Comparison>> = {
  Equal: (a, b) => a === b,
  Greater: (a, b) => a > b,
  GreaterOrEqual: (a, b) => a >= b,
  Less: (a, b) => a < b,
  LessOrEqual: (a, b) => a <= b,
};
const logic: Readonly<Record<string, Comparison>> = {
  And: (a, b) => a === 1 && b === 1,
  Or: (a, b) => a === 1 || b === 1,
  Xor: (a, b) => a !== b,
};

const compared = new Set<NumberType>(['float32', 'float64', 'int32', 'int64']);

/**
 * The result of a comparison of numbers, of And, Or, Xor, Not or Where. Undefined for other operators, for
 * types and shapes that the operator does not take, and where the result would be large.
 */
export function foldChoice(op: string, inputs: readonly Constant[]): Constant | undefined {
  const [a, b, c] = inputs;
  if (!a) return undefined;
  if (op === 'Not') return a.dtype === 'bool' ? decide(a, a, (x) => x !== 1) : undefined;
  if (!b) return undefined;
  if (op === 'Where') return c && choose(a, b, c);
  const comparison = compared.has(a.dtype) ? entryOf(comparisons, op) : undefined;
  const decision = a.dtype === 'bool' ? entryOf(logic, op) : comparison;
  return decision && decide(a, b, decision);
}

function decide(a: Constant, b: Constant, decision: Comparison): Constant | undefined {
  const shape = broadcastShape(a.shape, b.shape);
  if (!shape || a.dtype !== b.dtype || !isAffordable(shape, [a, b])) return undefined;
  const [x, y] = [expanded(a, shape).data, expanded(b, shape).data];
  // In range: all have this shape.
  const data = Uint8Array.from({ length: sizeOf(shape) }, (_, at) =>
    Number(decision(x[at] as number | bigint, y[at] as number | bigint)),
  );
  return { dtype: 'bool', shape, data };
}

/** Bits move as they are, so a float16 is like any other number. */
function choose(condition: Constant, a: Constant, b: Constant): Constant | undefined {
  const both = broadcastShape(a.shape, b.shape);
  const shape = both && broadcastShape(condition.shape, both);
  if (!shape || condition.dtype !== 'bool' || a.dtype !== b.dtype) return undefined;
  if (!isAffordable(shape, [condition, a, b])) return undefined;
  const [is, x, y] = [condition, a, b].map((each) => expanded(each, shape).data);
  const data = new dataTypes[a.dtype].array(sizeOf(shape));
  for (let at = 0; at < data.length; at++) data[at] = (is?.[at] === 1 ? x : y)?.[at] ?? 0;
  return { dtype: a.dtype, shape, data };
}
