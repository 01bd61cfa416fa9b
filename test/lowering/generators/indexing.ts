/** Kernels with indices: gathering, scattering, counts, order. */
import * as tf from '@tensorflow/tfjs';
import {
  axis,
  dtypes,
  flag,
  integer,
  numbers,
  oneOf,
  reals,
  several,
  shape,
  wholes,
  type Draw,
} from '../support/drawing.ts';
import type { Generator, Generators } from '../support/generator.ts';
import { lowers } from '../support/lowering-case.ts';
import { shaped, type Numbers } from '../support/numbers.ts';

/** Indices [...rows, depth] into the first axes of a shape. */
function indicesInto(
  draw: Draw,
  of: readonly number[],
  rows: readonly number[],
  depth: number,
): Numbers {
  const count = rows.reduce((product, n) => product * n, 1);
  const values = several(count * depth, (i) => integer(draw, 0, (of[i % depth] ?? NaN) - 1));
  return { dtype: 'int32', shape: [...rows, depth], values };
}

/** Indices [count, depth], all different. */
function distinctIndices(draw: Draw, of: readonly number[], depth: number): Numbers {
  const all = indicesInto(draw, of, [integer(draw, 1, 4)], depth);
  const rows = several(all.shape[0] ?? 0, (i) => all.values.slice(i * depth, (i + 1) * depth));
  const seen = new Map(rows.map((row) => [row.join(), row]));
  return { dtype: 'int32', shape: [seen.size, depth], values: [...seen.values()].flat() };
}

const sortedRows = (x: Numbers) => {
  const length = x.shape.at(-1) ?? 0;
  const rows = several(x.shape[0] ?? 0, (i) => x.values.slice(i * length, (i + 1) * length));
  return shaped({ ...x, values: rows.flatMap((row) => row.toSorted((a, b) => a - b)) }, x.shape);
};

const dense: Generator = (draw) => {
  const size = integer(draw, 1, 6);
  const binary = flag(draw);
  const rank = integer(draw, 1, 2);
  const x = wholes(draw, shape(draw, { minRank: rank, maxRank: rank, least: 1 }), 0, 8);
  const weights = reals(draw, oneOf(draw, [x.shape, x.shape.map(() => 0)]));
  return lowers(`denseBincount of ${size}${binary ? ', binary' : ''}`, { x, weights }, (t) =>
    tf.denseBincount(t.x as tf.Tensor1D, t.weights as tf.Tensor1D, size, binary),
  );
};

export const indexing: Generators = {
  GatherV2: (draw) => {
    const x = numbers(draw, shape(draw, { minRank: 1, maxRank: 4, least: 1 }));
    const at = axis(draw, x.shape.length);
    const positive = at < 0 ? at + x.shape.length : at;
    const batchDims = integer(draw, 0, 2) === 0 ? integer(draw, 0, positive) : 0;
    const of = [...x.shape.slice(0, batchDims), ...shape(draw, { maxRank: 2 })];
    const i = wholes(draw, of, 0, x.shape[positive] ?? NaN);
    return lowers(`gather on ${at}, batches ${batchDims}`, { x, i }, (t) =>
      tf.gather(t.x, t.i as tf.Tensor1D, at, batchDims),
    );
  },
  GatherNd: (draw) => {
    const x = numbers(draw, shape(draw, { minRank: 1, maxRank: 4, least: 1 }));
    const rows = shape(draw, { minRank: 1, maxRank: 2 });
    const i = indicesInto(draw, x.shape, rows, integer(draw, 1, x.shape.length));
    return lowers('gatherND', { x, i }, (t) => tf.gatherND(t.x, t.i));
  },
  ScatterNd: (draw) => {
    const to = shape(draw, { minRank: 1, maxRank: 4, least: 1 });
    const depth = integer(draw, 1, to.length);
    const i = indicesInto(draw, to, [integer(draw, 1, 4)], depth);
    const u = numbers(draw, [i.shape[0] ?? 0, ...to.slice(depth)], ['float32', 'int32']);
    return lowers(`scatterND to ${to.join()}`, { i, u }, (t) =>
      tf.scatterND(t.i as tf.Tensor2D, t.u, to),
    );
  },
  TensorScatterUpdate: (draw) => {
    const x = numbers(draw, shape(draw, { minRank: 1, maxRank: 4, least: 1 }), [
      'float32',
      'int32',
    ]);
    const depth = integer(draw, 1, x.shape.length);
    const i = distinctIndices(draw, x.shape, depth);
    const u = numbers(draw, [i.shape[0] ?? 0, ...x.shape.slice(depth)], [x.dtype]);
    return lowers('tensorScatterUpdate', { x, i, u }, (t) =>
      tf.tensorScatterUpdate(t.x, t.i as tf.Tensor2D, t.u),
    );
  },
  SparseToDense: (draw) => {
    const to = shape(draw, { minRank: 1, maxRank: 3, least: 1 });
    const i = distinctIndices(draw, to, to.length);
    const v = numbers(draw, oneOf(draw, [[i.shape[0] ?? 0], []]));
    const d = numbers(draw, [], [v.dtype]);
    return lowers(`sparseToDense to ${to.join()}`, { i, v, d }, (t) =>
      tf.sparseToDense(t.i as tf.Tensor2D, t.v as tf.Tensor1D, to, t.d as tf.Scalar),
    );
  },
  UnsortedSegmentSum: (draw) => {
    const segments = integer(draw, 1, 4);
    const x = numbers(draw, shape(draw, { minRank: 1, maxRank: 4, least: 1 }));
    const i = wholes(draw, [x.shape[0] ?? 0], -1, segments + 2);
    return lowers(`unsortedSegmentSum of ${segments}`, { x, i }, (t) =>
      tf.unsortedSegmentSum(t.x, t.i as tf.Tensor1D, segments),
    );
  },
  OneHot: (draw) => {
    const dtype = oneOf(draw, dtypes);
    const depth = integer(draw, 2, 5);
    const [on, off] = dtype === 'bool' ? [1, 0] : [integer(draw, -2, 2), integer(draw, -2, 2)];
    const i = wholes(draw, shape(draw, { maxRank: 4 }), -2, depth + 2);
    return lowers(`oneHot of ${depth}, ${on} and ${off}, ${dtype}`, { i }, (t) =>
      tf.oneHot(t.i, depth, on, off, dtype),
    );
  },
  Bincount: (draw) => {
    const size = integer(draw, 1, 6);
    const x = wholes(draw, shape(draw, { minRank: 1, maxRank: 1 }), 0, 8);
    const weights = reals(draw, oneOf(draw, [x.shape, [0]]));
    return lowers(`bincount of ${size}`, { x, weights }, (t) =>
      tf.bincount(t.x as tf.Tensor1D, t.weights as tf.Tensor1D, size),
    );
  },
  DenseBincount: dense,
  TopK: (draw) => {
    const x = numbers(draw, shape(draw, { minRank: 1, maxRank: 4, least: 1 }), [
      'float32',
      'int32',
    ]);
    const k = integer(draw, 1, x.shape.at(-1) ?? NaN);
    return lowers(`topk of ${k}`, { x }, (t) => Object.values(tf.topk(t.x, k, true)));
  },
  SearchSorted: (draw) => {
    const [rows, length, count] = several(3, () => integer(draw, 1, 4));
    const side = oneOf(draw, ['left', 'right'] as const);
    const s = sortedRows(wholes(draw, [rows ?? 1, length ?? 1], 0, 4));
    const v = wholes(draw, [rows ?? 1, count ?? 1], -1, 5);
    return lowers(`searchSorted ${side}`, { s, v }, (t) => tf.searchSorted(t.s, t.v, side));
  },
};
