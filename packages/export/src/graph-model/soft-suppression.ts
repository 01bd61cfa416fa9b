/**
 * Soft non-maximum suppression (Bodla et al. 2017) as a Loop: each iteration keeps the best box, and lowers
 * the scores of the others by how much they overlap it. ONNX's own operator discards boxes only.
 */
import {
  any,
  argMax,
  div,
  exp,
  gather as gatherTensor,
  greater,
  less,
  logicalAnd,
  max,
  maximum,
  minimum,
  mul,
  notEqual,
  relu,
  scalar,
  square,
  sub,
  type Tensor,
  unstack,
  where,
  add,
  zerosLike,
} from '#tfjs-core';
import type { Value } from '@ganport/graph';
import { reshape } from '@ganport/graph/ops';
import { positionsIn, recording, toTensor, valueOf } from './tensors.ts';

export interface Suppression {
  /** float32 [n, 4], two opposite corners. */
  readonly boxes: Tensor;
  /** float32 [n]. */
  readonly scores: Tensor;
  /** How many boxes are kept at most, int64 [1]. */
  readonly most: Value;
  /** From this overlap on, a box is discarded. */
  readonly overlap: Tensor;
  /** Boxes are kept above this score. */
  readonly least: Tensor;
  /** Of the Gaussian that scores are lowered by; 0 does not lower them. */
  readonly sigma: Tensor;
}

interface Corners {
  readonly top: Tensor;
  readonly bottom: Tensor;
  readonly left: Tensor;
  readonly right: Tensor;
  readonly area: Tensor;
}

/**
 * The kept boxes, best first.
 *
 * @param kept how many there are, in this recording
 * @returns positions int32 [kept] and lowered scores float32 [kept]
 */
export function softSuppression(
  { boxes, scores, most, overlap, least, sigma }: Suppression,
  kept: number,
): { readonly positions: Value; readonly scores: Value } {
  const { builder, dataSizes } = recording();
  const corners = cornersOf(boxes);
  const scale = where(greater(sigma, 0), div(scalar(-0.5), sigma), zerosLike(sigma));
  const isLeft = (remaining: Tensor) => valueOf(any(greater(remaining, least)));
  const first = valueOf(where(greater(scores, least), scores, scalar(-Infinity)));
  const places = positionsIn(valueOf(scores));
  const remainingType = { name: 'remaining', dtype: 'float32', shape: first.shape } as const;
  const body = builder.region(
    'body',
    [
      { name: 'iteration', dtype: 'int64', shape: [] },
      { name: 'goes_on', dtype: 'bool', shape: [] },
      remainingType,
    ],
    ([, , value]) => {
      if (!value) throw new Error('a region has its inputs');
      if (dataSizes.has(first)) dataSizes.add(value);
      const remaining = toTensor(value);
      const best = argMax(remaining);
      const shared = overlapWith(corners, best);
      const lowered = mul(remaining, exp(mul(scale, square(shared))));
      const isOther = logicalAnd(notEqual(places, best), less(shared, overlap));
      const isKept = logicalAnd(isOther, greater(lowered, least));
      const next = where(isKept, lowered, scalar(-Infinity));
      return [isLeft(next), valueOf(next), valueOf(best), valueOf(max(remaining))];
    },
  );
  const [, positions, keptScores] = builder.ops(
    'Loop',
    [reshape(builder, most, []), isLeft(scores), first],
    {},
    [first, { dtype: 'int32', shape: [kept] }, { dtype: 'float32', shape: [kept] }],
    { body },
  ) as [Value, Value, Value];
  return { positions, scores: keptScores };
}

function cornersOf(boxes: Tensor): Corners {
  const [a, b, c, d] = unstack(boxes, 1) as [Tensor, Tensor, Tensor, Tensor];
  const [top, bottom] = [minimum(a, c), maximum(a, c)];
  const [left, right] = [minimum(b, d), maximum(b, d)];
  return { top, bottom, left, right, area: mul(sub(bottom, top), sub(right, left)) };
}

/** Intersection over union of every box with the one at a position; 0 for boxes without an area. */
function overlapWith(corners: Corners, position: Tensor): Tensor {
  const of = (part: Tensor) => gatherTensor(part, position);
  const { top, bottom, left, right, area } = corners;
  const height = relu(sub(minimum(bottom, of(bottom)), maximum(top, of(top))));
  const width = relu(sub(minimum(right, of(right)), maximum(left, of(left))));
  const shared = mul(height, width);
  const ratio = div(shared, sub(add(area, of(area)), shared));
  const hasAreas = logicalAnd(greater(area, 0), greater(of(area), 0));
  return where(hasAreas, ratio, zerosLike(ratio));
}
