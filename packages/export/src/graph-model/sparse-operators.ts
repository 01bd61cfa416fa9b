/** Operators of sparse tensors, and of sets, whose results have sizes that depend on data. */
import {
  any,
  concat,
  div,
  equal,
  expandDims,
  floorDiv,
  gather,
  greater,
  logicalNot,
  maximum,
  minimum,
  mul,
  neg,
  ones,
  reshape,
  scalar,
  slice,
  stack,
  sub,
  type Tensor,
  type Tensor1D,
  topk,
  unstack,
  zeros,
} from '#tfjs-core';
import { at, cast, concat as concatValues, reshape as reshapeValue } from '@ganport/graph/ops';
import { type Call, type Operator, tensorAt } from './operator.ts';
import { exampleNumbers, isSymbolic, recording, toSizes, toTensor, valueOf } from './tensors.ts';
import { truePositions } from './true-positions.ts';

/** An operator that tfjs computes itself where all inputs are known. */
function ofData(compute: (call: Call) => readonly Tensor[]): Operator {
  return {
    compute(call) {
      const isKnown = call.inputs.every((_, i) => !isSymbolic(tensorAt(call, i)));
      return isKnown ? undefined : compute(call);
    },
  };
}

const column = (x: Tensor, index: number): Tensor1D =>
  reshape(slice(x, [0, index], [at(x.shape, 0), 1]), [at(x.shape, 0)]);

/** The elements of a vector that are not in another one, and their positions. */
const listDiff: Operator = {
  compute(call) {
    const [x, y] = [tensorAt(call, 0), tensorAt(call, 1)];
    const isIn = any(equal(expandDims(x, 1), expandDims(y, 0)), 1);
    const positions = truePositions(call, logicalNot(isIn), 'different');
    const places = reshape(positions, [at(positions.shape, 0)]);
    return [gather(x, places), places];
  },
};

/** The places of elements [count, rank] after their dense tensor is reshaped, and its shape. */
const sparseReshape = ofData((call) => {
  const [indices, before, after] = [0, 1, 2].map((i) => tensorAt(call, i)) as [
    Tensor,
    Tensor,
    Tensor,
  ];
  const from = unstack(before);
  const numbers = exampleNumbers(after);
  const product = (sizes: readonly Tensor[]) =>
    sizes.reduce((total, size) => mul(total, size), scalar(1, 'int32') as Tensor);
  const given = unstack(after);
  const others = product(given.filter((_, axis) => at(numbers, axis) >= 0));
  const to = given.map((size, axis) =>
    at(numbers, axis) >= 0 ? size : floorDiv(product(from), others),
  );
  let rest = from.reduce<Tensor>(
    (total, _, axis) => total.add(mul(column(indices, axis), product(from.slice(axis + 1)))),
    scalar(0, 'int32'),
  );
  const columns = to.map((_, axis) => {
    const stride = product(to.slice(axis + 1));
    const place = floorDiv(rest, stride);
    rest = sub(rest, mul(place, stride));
    return place;
  });
  return [stack(columns, 1), stack(to)];
});

/**
 * Elements in the order of their rows, with a default one in rows that have none: places, values, which
 * rows had none, and where each element went.
 */
const sparseFillEmptyRows = ofData((call) => {
  const [indices, values, shape, otherwise] = [0, 1, 2, 3].map((i) => tensorAt(call, i)) as [
    Tensor,
    Tensor,
    Tensor,
    Tensor,
  ];
  const [count = 0, rank = 0] = indices.shape;
  const counts = segmentSums(ones([count]), column(indices, 0), slice(shape, [0], [1]));
  const isEmpty = logicalNot(greater(counts, 0));
  const empty = truePositions(call, isEmpty, 'empty');
  const added = at(empty.shape, 0);
  const start = rank > 1 ? concat([empty, zeros([added, rank - 1], 'int32')], 1) : empty;
  const fill = gather(reshape(otherwise, [1]), zeros([added], 'int32'));
  const all = concat([indices, start], 0);
  const order = ascending(column(all, 0));
  const goesTo = slice(ascending(order), [0], [count]);
  return [gather(all, order), gather(concat([values, fill], 0), order), isEmpty, goesTo];
});

/** The positions of a vector's elements in the order of their size; equal ones stay in order. */
function ascending(x: Tensor): Tensor {
  return topk(neg(x.toFloat()), at(x.shape, 0)).indices;
}

/**
 * Sums of the rows of x by segment.
 *
 * @param x float32 [count, ...row]
 * @param ids the segment of each, int32 [count]
 * @param segments how many there are, int32 [1]
 */
function segmentSums(x: Tensor, ids: Tensor, segments: Tensor): Tensor {
  const { builder } = recording();
  const [count = 0, ...row] = x.shape;
  const shape = [at(exampleNumbers(segments), 0), ...row];
  const sizes = concatValues(builder, [toSizes(builder, segments), builder.ints(row)], 0);
  const zero = builder.scalar(0);
  const type = { dtype: 'float32', shape } as const;
  const start = builder.op('Expand', [zero, sizes], {}, type);
  const places = cast(builder, reshapeValue(builder, valueOf(ids), [count, 1]), 'int64');
  const inputs = [start, places, valueOf(x)];
  return toTensor(builder.op('ScatterND', inputs, { reduction: 'add' }, type));
}

/** Rows of data, chosen by indices, summed or averaged by segment. The last id says how many segments are. */
const sparseSegment = (isMean: boolean): Operator =>
  ofData((call) => {
    const [data, indices, ids] = [0, 1, 2].map((i) => tensorAt(call, i)) as [
      Tensor,
      Tensor,
      Tensor,
    ];
    const [count = 0] = ids.shape;
    const segments = slice(ids, [count - 1], [1]).add(scalar(1, 'int32'));
    const sums = segmentSums(gather(data, indices), ids, segments);
    if (!isMean) return [sums];
    const counts = segmentSums(ones([count]), ids, segments);
    const shape = [at(sums.shape, 0), ...data.shape.slice(1).map(() => 1)];
    return [div(sums, reshape(maximum(counts, 1), shape))];
  });

/** How often each number below a computed size occurs, or the sums of its weights; tfjs takes known sizes. */
const bincount: Operator = {
  compute(call) {
    const [x, size, weights] = [0, 1, 2].map((i) => tensorAt(call, i)) as [Tensor, Tensor, Tensor];
    if (!isSymbolic(size) || x.rank !== 1) return undefined;
    const isWeighted = weights.size > 0;
    const one = scalar(1, 'int32');
    // Larger numbers are counted in a last place, which is cut off.
    const places = minimum(x, reshape(size, []));
    const counts = isWeighted ? weights.toFloat() : ones([x.size]);
    const sums = segmentSums(counts, places, reshape(size, [1]).add(one));
    const kept = slice(sums, [0], [at(sums.shape, 0) - 1]);
    return [isWeighted && weights.dtype === 'float32' ? kept : kept.toInt()];
  },
};

export const sparseOperators: Readonly<Record<string, Operator>> = {
  Bincount: bincount,
  DenseBincount: bincount,
  ListDiff: listDiff,
  SparseReshape: sparseReshape,
  SparseFillEmptyRows: sparseFillEmptyRows,
  SparseSegmentSum: sparseSegment(false),
  SparseSegmentMean: sparseSegment(true),
};
