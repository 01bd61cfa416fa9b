/**
 * Weights that a tfjs file stores in 16 or 8 bits, kept as they are: the graph turns them into float32 when
 * it runs. No pass folds them back, since a Cast from these types and a DequantizeLinear are no constants.
 */
import { cast } from '../build/ops.ts';
import type { GraphBuilder } from '../build/graph-builder.ts';
import type { Value } from '../build/value.ts';
import { GraphError } from '../errors.ts';
import { constantOf } from '../graph/constant.ts';
import { dataTypes } from '../graph/data-type.ts';
import type { Constant } from '../graph/graph.ts';

export interface StoredWeight {
  /** float16 bits, uint8 or uint16. */
  readonly stored: Constant;
  /** Of uint8 and uint16, as tfjs's weight manifest has them: w = q × scale + min. */
  readonly scale?: number;
  readonly min?: number;
}

/**
 * The float32 value of a stored weight.
 * - float16: a Cast.
 * - uint8, and uint16 from opset 21: a DequantizeLinear, where min is a whole number of scales, as
 *   tfjs-converter makes it for every weight whose range holds 0.
 * - else a Cast, a product and a sum.
 *
 * @param name of the stored tensor in the file
 * @throws GraphError 'bad-argument' for another element type
 * @example
 * const stored = { dtype: 'uint8', shape: [2], data: Uint8Array.of(0, 255) };
 * const w = storedWeight(builder, { stored, scale: 0.01, min: -1 }, 'dense/kernel');
 */
export function storedWeight(
  builder: GraphBuilder,
  { stored, scale = 1, min = 0 }: StoredWeight,
  name?: string,
): Value {
  const { dtype, shape } = stored;
  const value = builder.constant(stored, name);
  const float32 = { dtype: 'float32', shape } as const;
  if (dtype === 'float16') return cast(builder, value, 'float32');
  if (dtype !== 'uint8' && dtype !== 'uint16') {
    throw new GraphError(
      'bad-argument',
      `weight ${name ?? ''} is stored as ${dtype}; float16, uint8 and uint16 are kept`,
    );
  }
  const zeroPoint = zeroPointOf(scale, min, dtype);
  if (zeroPoint !== undefined && (dtype === 'uint8' || builder.opset >= 21)) {
    const zero = builder.constant(constantOf(dtype, [], [zeroPoint]));
    return builder.op('DequantizeLinear', [value, builder.scalar(scale), zero], {}, float32);
  }
  const product = builder.op(
    'Mul',
    [cast(builder, value, 'float32'), builder.scalar(scale)],
    {},
    float32,
  );
  return builder.op('Add', [product, builder.scalar(min)], {}, float32);
}

/** The q that stands for 0, where min is −q × scale up to a millionth of a step. */
function zeroPointOf(scale: number, min: number, dtype: 'uint8' | 'uint16'): number | undefined {
  const zeroPoint = Math.round(-min / scale);
  const largest = 2 ** (8 * dataTypes[dtype].bytes) - 1;
  const isWhole = Math.abs(zeroPoint * scale + min) <= 1e-6 * Math.abs(scale);
  return isWhole && zeroPoint >= 0 && zeroPoint <= largest ? zeroPoint : undefined;
}
