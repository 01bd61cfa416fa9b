/** Slices of a tensor, with positive and negative steps. */
import {
  Reverse,
  Slice,
  StridedSlice,
  slice_util,
  util,
  type ReverseAttrs,
  type SliceAttrs,
  type StridedSliceAttrs,
  type UnaryInputs,
} from '#tfjs-core';
import { at, reshape, reverse, slice } from '@ganport/graph/ops';
import { defineLowering } from './registry.ts';

defineLowering<UnaryInputs, SliceAttrs>(Slice, (graph, { x }, attrs) => {
  const shaped = { shape: [...x.shape] } as Parameters<typeof slice_util.parseSliceParams>[0];
  const [begin, size] = slice_util.parseSliceParams(shaped, attrs.begin, attrs.size) as [
    number[],
    number[],
  ];
  slice_util.assertParamsValid(shaped, begin, size);
  const ends = begin.map((start, axis) => start + at(size, axis));
  return slice(graph, x, begin, ends, Array<number>(begin.length).fill(1), size);
});

defineLowering<UnaryInputs, ReverseAttrs>(Reverse, (graph, { x }, { dims }) =>
  reverse(graph, x, util.parseAxisParam(dims, [...x.shape])),
);

/** tfjs resolves the masks; a slice of all axes and a reshape remain. */
defineLowering<UnaryInputs, StridedSliceAttrs>(StridedSlice, (graph, { x }, attrs) => {
  const { begin, end, strides, finalShape, finalShapeSparse } = slice_util.sliceInfo(
    [...x.shape],
    attrs.begin,
    attrs.end,
    attrs.strides,
    attrs.beginMask,
    attrs.endMask,
    attrs.ellipsisMask,
    attrs.newAxisMask,
    attrs.shrinkAxisMask,
  );
  // tfjs gives an empty axis the size −0, or a negative one.
  const sizes = slice_util.computeOutShape(begin, end, strides).map((size) => Math.max(0, size));
  // The place before the first element is −1 in tfjs. ONNX counts negative places from the end.
  const starts = begin.map((from, axis) => (at(sizes, axis) === 0 ? 0 : from));
  const ends = end.map((to, axis) => {
    if (at(sizes, axis) === 0) return 0;
    return to < 0 ? -at(x.shape, axis) - 1 : to;
  });
  const part = slice(graph, x, starts, ends, strides, sizes);
  return reshape(graph, part, finalShape.length > 0 ? finalShape : scalarOr(finalShapeSparse));
});

/** A scalar, where shrinkAxisMask has removed every axis of size 1. */
const scalarOr = (sparse: number[]) => (util.sizeFromShape(sparse) === 1 ? [] : sparse);
