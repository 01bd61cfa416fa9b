/** Kernels that rearrange elements, without arithmetic. */
import {
  BroadcastArgs,
  type BroadcastArgsInputs,
  Concat,
  Diag,
  ExpandDims,
  OnesLike,
  Pack,
  Reshape,
  SplitV,
  Tile,
  Transpose,
  Unpack,
  ZerosLike,
  backend_util,
  util,
  type ConcatAttrs,
  type ExpandDimsAttrs,
  type ExpandDimsInputs,
  type PackAttrs,
  type ReshapeAttrs,
  type ReshapeInputs,
  type SplitVAttrs,
  type TileAttrs,
  type TransposeAttrs,
  type UnaryInputs,
  type UnpackAttrs,
  type UnpackInputs,
} from '#tfjs-core';
import { dataTypes, type GraphBuilder, type Value } from '@ganport/graph';
import { isBig, numeric } from '@ganport/graph/internal';
import {
  where,
  binary,
  at,
  concat,
  pad,
  reshape,
  sizeOf,
  slice,
  transpose,
} from '@ganport/graph/ops';
import { defineLowering } from './registry.ts';

defineLowering<ReshapeInputs, ReshapeAttrs>(Reshape, (graph, { x }, { shape }) =>
  reshape(graph, x, util.inferFromImplicitShape(shape, sizeOf(x.shape))),
);

defineLowering<ExpandDimsInputs, ExpandDimsAttrs>(ExpandDims, (graph, { input }, { dim }) => {
  const shape = [...input.shape];
  shape.splice(dim < 0 ? dim + shape.length + 1 : dim, 0, 1);
  return reshape(graph, input, shape);
});

defineLowering<UnaryInputs, TransposeAttrs>(Transpose, (graph, { x }, { perm }) =>
  transpose(graph, x, perm),
);

defineLowering<UnaryInputs, TileAttrs>(Tile, (graph, { x }, { reps }) => {
  const shape = x.shape.map((size, axis) => size * at(reps, axis));
  return graph.op('Tile', [x, graph.ints(reps)], {}, { dtype: x.dtype, shape });
});

/** Inputs without elements are left out. */
defineLowering<Record<string, never>, ConcatAttrs>(Concat, (graph, inputs, { axis }) => {
  const all: Value[] = Object.values(inputs);
  const positive = at(util.parseAxisParam(axis, [...at(all, 0).shape]), 0);
  backend_util.assertParamsConsistent(
    all.map(({ shape }) => [...shape]),
    positive,
  );
  const filled = all.filter(({ shape }) => sizeOf(shape) > 0);
  return concat(graph, filled.length > 0 ? filled : all, positive);
});

defineLowering<Record<string, never>, PackAttrs>(Pack, (graph, inputs, { axis }) => {
  const values: Value[] = Object.values(inputs);
  const [first] = values as [Value, ...Value[]];
  for (const { dtype, shape } of values) {
    util.assertShapesMatch([...first.shape], [...shape], 'stack takes tensors of one shape: ');
    util.assert(dtype === first.dtype, () => `stack takes tensors of one dtype, got ${dtype}`);
  }
  const positive = axis < 0 ? axis + first.shape.length + 1 : axis;
  return concat(
    graph,
    values.map((x) =>
      reshape(graph, x, [...x.shape.slice(0, positive), 1, ...x.shape.slice(positive)]),
    ),
    positive,
  );
});

/** Parts of x along an axis. */
export function split(
  graph: GraphBuilder,
  x: Value,
  sizes: readonly number[],
  axis: number,
): Value[] {
  const outputs = sizes.map((size) => ({
    dtype: x.dtype,
    shape: x.shape.map((whole, i) => (i === axis ? size : whole)),
  }));
  if (outputs.length === 1) return [x];
  return graph.ops('Split', [x, graph.ints(sizes)], { axis }, outputs);
}

defineLowering<UnaryInputs, SplitVAttrs>(SplitV, (graph, { x }, { numOrSizeSplits, axis }) => {
  const positive = at(util.parseAxisParam(axis, [...x.shape]), 0);
  const shaped = { shape: [...x.shape] } as Parameters<typeof backend_util.prepareSplitSize>[0];
  const sizes = backend_util.prepareSplitSize(shaped, numOrSizeSplits, positive);
  return split(graph, x, sizes, positive);
});

defineLowering<UnpackInputs, UnpackAttrs>(Unpack, (graph, { value }, { axis }) => {
  const positive = at(util.parseAxisParam(axis, [...value.shape]), 0);
  const count = at(value.shape, positive);
  const shape = value.shape.filter((_, i) => i !== positive);
  return split(graph, value, Array<number>(count).fill(1), positive).map((part) =>
    reshape(graph, part, shape),
  );
});

/** Element i goes to row i and column i: rows of n + 1 elements, flattened and cut to n × n. */
defineLowering<UnaryInputs>(Diag, (graph, { x }) => {
  const size = sizeOf(x.shape);
  const rows = pad(graph, reshape(graph, x, [size, 1]), [0, 0, 0, size]);
  const flat = reshape(graph, rows, [size * (size + 1)]);
  const square = slice(graph, flat, [0], [size * size], [1], [size * size]);
  return reshape(graph, square, [...x.shape, ...x.shape]);
});

/** Only the shape of x matters, so the result is a constant, which tfjs folds further. */
for (const [kernel, number] of [
  [ZerosLike, 0],
  [OnesLike, 1],
] as const) {
  defineLowering<UnaryInputs>(kernel, (graph, { x }) => {
    const data = new dataTypes[numeric(x.dtype)].array(sizeOf(x.shape));
    if (!isBig(data)) data.fill(number);
    return graph.constant({ dtype: numeric(x.dtype), shape: x.shape, data });
  });
}

/** The shape that two computed shapes broadcast to. The shorter shape gets leading ones. Where one size is 1, the other one is taken. */
defineLowering<BroadcastArgsInputs>(BroadcastArgs, (graph, { s0, s1 }) => {
  const one = graph.scalar(1, 'int32');
  const [length0 = 0] = s0.shape;
  const [length1 = 0] = s1.shape;
  const rank = Math.max(length0, length1);
  const a = pad(graph, s0, [rank - length0, 0], one);
  const b = pad(graph, s1, [rank - length1, 0], one);
  return where(graph, binary(graph, 'Equal', a, one, 'bool'), b, a);
});
