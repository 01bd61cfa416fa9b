/** How much kernels compute that take numbers from positions, or put them there. */
import {
  Bincount,
  BroadcastTo,
  type BroadCastToAttrs,
  CropAndResize,
  type CropAndResizeAttrs,
  Diag,
  GatherNd,
  GatherV2,
  type GatherV2Attrs,
  MirrorPad,
  OneHot,
  type OneHotAttrs,
  PadV2,
  type PadV2Attrs,
  ScatterNd,
  type ScatterNdAttrs,
  SearchSorted,
  SparseToDense,
  type SparseToDenseAttrs,
  Tile,
  type TileAttrs,
  UnsortedSegmentSum,
  type UnsortedSegmentSumAttrs,
  util,
} from '#tfjs-core';
import { reading, size, times, type Work } from './work.ts';

const padded: Work = ({ x }, attrs) =>
  (attrs as PadV2Attrs).paddings.reduce(
    (elements, [before, after], axis) => elements * (before + after + (x?.shape[axis] ?? 0)),
    1,
  );

const gathered: Work = ({ x, indices }, attrs) => {
  const { axis } = attrs as GatherV2Attrs;
  return (size(indices) * size(x)) / Math.max(x?.shape.at(axis) ?? 1, 1);
};

/** Each row of the indices is the position of a part. */
const parts: Work = ({ params, indices }) => {
  const depth = indices?.shape.at(-1) ?? 1;
  const part = util.sizeFromShape(params?.shape.slice(depth) ?? []);
  return (size(indices) / Math.max(depth, 1)) * part;
};

export const indexWorks: ReadonlyMap<string, Work> = new Map<string, Work>([
  [Bincount, reading],
  [BroadcastTo, (_, attrs) => 4 * util.sizeFromShape((attrs as BroadCastToAttrs).shape)],
  [
    CropAndResize,
    ({ image, boxes }, attrs) => {
      const [height, width] = (attrs as CropAndResizeAttrs).cropSize;
      return (boxes?.shape[0] ?? 0) * height * width * (image?.shape[3] ?? 0);
    },
  ],
  [Diag, ({ x }) => size(x) ** 2],
  [GatherNd, times(16, parts)],
  [GatherV2, gathered],
  [MirrorPad, times(16, padded)],
  [OneHot, ({ indices }, attrs) => size(indices) * (attrs as OneHotAttrs).depth],
  [PadV2, padded],
  [
    ScatterNd,
    ({ updates }, attrs) => size(updates) + util.sizeFromShape((attrs as ScatterNdAttrs).shape),
  ],
  [SearchSorted, times(4, reading)],
  [SparseToDense, (_, attrs) => 4 * util.sizeFromShape((attrs as SparseToDenseAttrs).outputShape)],
  [Tile, ({ x }, attrs) => size(x) * util.sizeFromShape((attrs as TileAttrs).reps)],
  [
    UnsortedSegmentSum,
    // tfjs compares all numbers with each segment.
    ({ x }, attrs) => 12 * size(x) * (attrs as UnsortedSegmentSumAttrs).numSegments,
  ],
]);
