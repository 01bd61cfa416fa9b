/** Parts of a tensor, with steps, forwards and backwards. */
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
} from '@tensorflow/tfjs-core';
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

/** tfjs resolves the masks; what is left is a slice of all axes and a reshape. */
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
  // The end before the first element, as ONNX counts from the last.
  const ends = end.map((to, axis) => (to < 0 ? -at(x.shape, axis) - 1 : to));
  // No element at all is −0 elements to tfjs.
  const sizes = slice_util.computeOutShape(begin, end, strides).map((size) => size + 0);
  const part = slice(graph, x, begin, ends, strides, sizes);
  return reshape(graph, part, finalShape.length > 0 ? finalShape : scalarOr(finalShapeSparse));
});

/** An axis that is shrunk away leaves one number. */
const scalarOr = (sparse: number[]) => (util.sizeFromShape(sparse) === 1 ? [] : sparse);
