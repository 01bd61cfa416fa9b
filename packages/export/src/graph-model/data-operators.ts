/** Operators whose results have sizes that depend on data: which elements are true, which boxes are kept. */
import { prod, type Tensor } from '@tensorflow/tfjs-core';
import type { Value } from '@ganport/graph';
import { at, cast, gather, reshape, transpose } from '@ganport/graph/ops';
import { ExportError } from '../errors.ts';
import { type Call, type Operator, tensorAt } from './operator.ts';
import {
  dynamicShape,
  exampleNumbers,
  isSymbolic,
  recording,
  symbolName,
  toSizes,
  toTensor,
  valueOf,
} from './tensors.ts';

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
    const x = tensorAt(call, 0);
    const { builder, dataSizes } = recording();
    const { symbol, size: found } = dataSizes.standIn(sizeName(call, 'count'), x.size);
    const type = { dtype: 'int64', shape: [x.rank, found] } as const;
    const positions = builder.op('NonZero', [valueOf(x)], {}, type);
    dataSizes.locate(symbol, positions, 1);
    return [toTensor(cast(builder, transpose(builder, positions, [1, 0]), 'int32'))];
  },
};

const sizeName = ({ node }: Call, what: string) => symbolName(`${node.name}_${what}`);

/** The different elements of a vector in the order of their first places, and the place of each among them. */
const unique: Operator = {
  compute(call) {
    const x = tensorAt(call, 0);
    if (!isSymbolic(x)) return undefined;
    if (x.rank !== 1) {
      const message = `${call.node.op} ${call.node.name} is of ${x.rank} axes; only vectors have an ONNX form in ganport`;
      throw new ExportError('unsupported-kernel', message);
    }
    const { builder, dataSizes } = recording();
    const different = dataSizes.standIn(sizeName(call, 'different'), x.size);
    const positions = { dtype: 'int64', shape: [different.size] } as const;
    const [values, , places] = builder.ops('Unique', [valueOf(x)], { sorted: 0 }, [
      { dtype: valueOf(x).dtype, shape: [different.size] },
      positions,
      { dtype: 'int64', shape: [x.size] },
      positions,
    ]) as [Value, Value, Value];
    dataSizes.locate(different.symbol, values, 0);
    return [toTensor(values), toTensor(cast(builder, places, 'int32'))];
  },
};

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
      if (call.inputs.length > 5) checkHard(call, tensorAt(call, 5));
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

/** ONNX's operator discards boxes; a soft threshold lowers their scores instead. */
function checkHard({ node }: Call, sigma: Tensor): void {
  if (!isSymbolic(sigma) && sigma.dataSync()[0] === 0) return;
  throw new ExportError(
    'unsupported-kernel',
    `${node.op} ${node.name} has a soft threshold (soft_nms_sigma), which ONNX's NonMaxSuppression does not have`,
  );
}

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
