/** Operators whose results have sizes that depend on data: which elements are true, which boxes are kept. */
import { prod, type Tensor } from '#tfjs-core';
import type { Value } from '@ganport/graph';
import { at, cast, gather, reshape } from '@ganport/graph/ops';
import { type Operator, tensorAt } from './operator.ts';
import {
  dynamicShape,
  exampleNumbers,
  isSymbolic,
  recording,
  toSizes,
  toTensor,
  valueOf,
} from './tensors.ts';
import { softSuppression } from './soft-suppression.ts';
import { sizeName, truePositions } from './true-positions.ts';

/** The shape of a tensor whose sizes depend on data is computed when the graph runs. */
const shape: Operator = {
  compute(call) {
    const sizes = dynamicShape(tensorAt(call, 0));
    return sizes && [sizes];
  },
};

const size: Operator = {
  compute(call) {
    const sizes = dynamicShape(tensorAt(call, 0));
    return sizes && [prod(sizes)];
  },
};

/** The positions of elements that are not zero, int32 [count, rank]. */
const where: Operator = {
  compute(call) {
    return [truePositions(call, tensorAt(call, 0), 'count')];
  },
};

/**
 * The different parts along an axis in the order of their first places, and the place of each among them.
 * ONNX Runtime has no kernel for int32 and bool, which are int64 meanwhile.
 */
const unique: Operator = {
  compute(call) {
    const x = tensorAt(call, 0);
    if (!isSymbolic(x)) return undefined;
    const { builder, dataSizes } = recording();
    const [given = 0] = call.inputs.length > 1 ? exampleNumbers(tensorAt(call, 1)) : [];
    const axis = given < 0 ? given + x.rank : given;
    const length = at(x.shape, axis);
    const different = dataSizes.standIn(sizeName(call, 'different'), length);
    const positions = { dtype: 'int64', shape: [different.size] } as const;
    const value = valueOf(x);
    const whole = value.dtype === 'float32' ? value : cast(builder, value, 'int64');
    const sizes = x.shape.map((own, i) => (i === axis ? different.size : own));
    const [values, , places] = builder.ops('Unique', [whole], { sorted: 0, axis }, [
      { dtype: whole.dtype, shape: sizes },
      positions,
      { dtype: 'int64', shape: [length] },
      positions,
    ]) as [Value, Value, Value];
    dataSizes.locate(different.symbol, values, axis);
    return [toTensor(cast(builder, values, value.dtype)), toTensor(cast(builder, places, 'int32'))];
  },
};

/**
 * A choice between two tensors of as many axes as the condition. A size that depends on data is the same number
 * when the graph runs, where this recording has stand-ins that differ; the condition's is taken.
 */
const select: Operator = {
  compute(call) {
    const [condition, x, otherwise] = [0, 1, 2].map((i) => tensorAt(call, i)) as [
      Tensor,
      Tensor,
      Tensor,
    ];
    const { builder, dataSizes } = recording();
    const isSame = x.shape.join() === otherwise.shape.join() && x.rank === condition.rank;
    const differs = condition.shape.some((own, axis) => own !== 1 && own !== x.shape[axis]);
    const isOfData = (tensor: Tensor) => isSymbolic(tensor) && dataSizes.has(valueOf(tensor));
    if (!isSame || !differs || !(isOfData(x) || isOfData(otherwise))) return undefined;
    const inputs = [cast(builder, valueOf(condition), 'bool'), anyOf(x), anyOf(otherwise)];
    const sizes = condition.shape.map((own, axis) => (own === 1 ? at(x.shape, axis) : own));
    const type = { dtype: valueOf(x).dtype, shape: sizes };
    return [toTensor(builder.op('Where', inputs, {}, type))];
  },
};

/** A value; of known numbers that are all the same, one of them, which has no size. */
function anyOf(x: Tensor): Value {
  if (isSymbolic(x) || x.size === 0) return valueOf(x);
  const [first = 0, ...others] = x.dataSync();
  const isUniform = others.every((number) => number === first);
  return isUniform ? recording().builder.scalar(first, valueOf(x).dtype) : valueOf(x);
}

/**
 * Boxes by falling scores without those that overlap a better one.
 *
 * @param outputs what the operator returns of: positions int32 [kept], scores float32 [kept], count int32
 */
function nonMaxSuppression(outputs: (kept: Kept) => readonly Tensor[]): Operator {
  return {
    compute(call) {
      const [boxes, scores, most, iou] = [0, 1, 2, 3].map((i) => tensorAt(call, i)) as [
        Tensor,
        Tensor,
        Tensor,
        Tensor,
      ];
      const threshold = call.inputs.length > 4 ? [valueOf(tensorAt(call, 4))] : [];
      const { builder, dataSizes } = recording();
      const [largest = 0] = exampleNumbers(most);
      const vector = (x: Value) => reshape(builder, x, [1]);
      const inputs = [
        reshape(builder, valueOf(boxes), [1, ...boxes.shape]),
        reshape(builder, valueOf(scores), [1, 1, ...scores.shape]),
        toSizes(builder, most),
        vector(valueOf(iou)),
        ...threshold.map(vector),
      ];
      const bound = Math.min(largest, at(scores.shape, 0));
      const kept = dataSizes.standIn(sizeName(call, 'kept'), bound);
      const sigma = call.inputs.length > 5 ? tensorAt(call, 5) : undefined;
      if (sigma && isSoft(sigma)) {
        const limits = { most: inputs[2] as Value, overlap: iou, least: tensorAt(call, 4), sigma };
        const soft = softSuppression({ boxes, scores, ...limits }, kept.size);
        dataSizes.locate(kept.symbol, soft.positions, 0);
        return outputs({
          positions: soft.positions,
          scores: () => soft.scores,
          most: largest,
          mostSizes: limits.most,
        });
      }
      const type = { dtype: 'int64', shape: [kept.size, 3] } as const;
      const selected = builder.op('NonMaxSuppression', inputs, {}, type);
      dataSizes.locate(kept.symbol, selected, 0);
      const column = builder.constant({ dtype: 'int64', shape: [], data: BigInt64Array.of(2n) });
      const positions = cast(builder, gather(builder, selected, column, 1), 'int32');
      return outputs({
        positions,
        scores: () => gather(builder, valueOf(scores), positions, 0),
        most: largest,
        mostSizes: inputs[2] as Value,
      });
    },
  };
}

interface Kept {
  readonly positions: Value;
  scores(): Value;
  readonly most: number;
  readonly mostSizes: Value;
}

/** ONNX's operator discards boxes; a soft threshold (soft_nms_sigma) lowers their scores, too. */
const isSoft = (sigma: Tensor) => isSymbolic(sigma) || sigma.dataSync()[0] !== 0;

function count({ positions }: Kept): Tensor {
  const { builder } = recording();
  const sizes = builder.op('Shape', [positions], {}, { dtype: 'int64', shape: [1] });
  const scalar = reshape(builder, cast(builder, sizes, 'int32'), []);
  return toTensor(scalar, Int32Array.from(positions.shape));
}

/** The positions, followed by zeros up to the largest number. */
function padded({ positions, most, mostSizes }: Kept): Tensor {
  const { builder } = recording();
  const vector = { dtype: 'int64', shape: [1] } as const;
  const kept = builder.op('Shape', [positions], {}, vector);
  const missing = builder.op('Sub', [mostSizes, kept], {}, vector);
  const pads = builder.op(
    'Concat',
    [builder.ints([0]), missing],
    { axis: 0 },
    { ...vector, shape: [2] },
  );
  return toTensor(builder.op('Pad', [positions, pads], {}, { dtype: 'int32', shape: [most] }));
}

const positionsOnly = nonMaxSuppression(({ positions }) => [toTensor(positions)]);

export const dataOperators: Readonly<Record<string, Operator>> = {
  Select: select,
  SelectV2: select,
  Shape: shape,
  Size: size,
  Where: where,
  Unique: unique,
  UniqueV2: unique,
  NonMaxSuppressionV2: positionsOnly,
  NonMaxSuppressionV3: positionsOnly,
  NonMaxSuppressionV4: {
    compute(call) {
      const pads = call.node.def.attr?.['pad_to_max_output_size']?.b === true;
      return nonMaxSuppression((kept) => [
        pads ? padded(kept) : toTensor(kept.positions),
        count(kept),
      ]).compute(call);
    },
  },
  NonMaxSuppressionV5: nonMaxSuppression((kept) => [
    toTensor(kept.positions),
    toTensor(kept.scores()),
    count(kept),
  ]),
};
