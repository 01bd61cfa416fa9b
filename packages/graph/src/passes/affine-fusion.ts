/**
 * x · scale + offset with one number per channel, as one operator: BatchNormalization with mean 0 and
 * variance 1. It is what is left of batch normalization where no linear operator comes before.
 */
import { float } from '../graph/attributes.ts';
import { constantOf } from '../graph/constant.ts';
import type { Constant, Graph } from '../graph/graph.ts';
import { foldArithmetic } from './fold-arithmetic.ts';
import { fuse, type Pattern, type Surroundings } from './fuse.ts';

/**
 * Makes one operator of a product and a sum with one number per channel.
 *
 * @example
 * // a = Mul(x, scale); y = Add(a, offset)  →  y = BatchNormalization(x, scale, offset, zeros, ones)
 * const smaller = fuseAffines(graph);
 */
export function fuseAffines(graph: Graph): Graph {
  return fuse(graph, affine);
}

const affine: Pattern = (node, surroundings) => {
  if (node.op !== 'Add' && node.op !== 'Sub') return undefined;
  for (const inputs of node.op === 'Add'
    ? [node.inputs, node.inputs.toReversed()]
    : [node.inputs]) {
    const [value, other = ''] = inputs;
    const product = surroundings.onlyMaker(value, 'Mul');
    const [x, factor] = operands(product?.inputs ?? [], surroundings) ?? [];
    if (!product || x === undefined || factor === undefined) continue;
    const { dtype, shape } = surroundings.facts.type(x) ?? { shape: [] };
    const [, channels] = shape;
    if (dtype !== 'float32' || shape.length < 2 || typeof channels !== 'number') continue;
    const scale = perChannel(factor, channels, shape.length);
    const given = surroundings.facts.constant(other);
    const added = given && perChannel(given, channels, shape.length);
    const offset = node.op === 'Sub' && added ? foldArithmetic('Neg', [added]) : added;
    if (!scale || !offset) continue;
    const filled = (number: number) =>
      constantOf('float32', [channels], Array<number>(channels).fill(number));
    return {
      op: 'BatchNormalization',
      inputs: [
        x,
        { suffix: 'scale', constant: scale },
        { suffix: 'bias', constant: offset },
        { suffix: 'mean', constant: filled(0) },
        { suffix: 'variance', constant: filled(1) },
      ],
      attributes: { epsilon: float(0) },
      inner: [product],
    };
  }
  return undefined;
};

/** The value and the constant of a product. */
function operands(
  [a = '', b = '']: readonly string[],
  { facts }: Surroundings,
): readonly [string, Constant] | undefined {
  const [left, right] = [facts.constant(a), facts.constant(b)];
  if (right !== undefined) return [a, right];
  return left === undefined ? undefined : [b, left];
}

/** The operand as a vector with one number for each element of the second axis. */
export function perChannel(
  operand: Constant,
  channels: number,
  rank: number,
): Constant | undefined {
  const { dtype, shape, data } = operand;
  if (dtype !== 'float32' || shape.length > rank) return undefined;
  if (data.length === 1) {
    return constantOf('float32', [channels], Array<number>(channels).fill(Number(data[0])));
  }
  const isVector = data.length === channels && shape.at(1 - rank) === channels;
  return isVector ? { ...operand, shape: [channels] } : undefined;
}
