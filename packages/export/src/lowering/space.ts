/** Space-to-depth, space-to-batch and their inverses: reshapes around one Transpose. */
import {
  BatchToSpaceND,
  DepthToSpace,
  SpaceToBatchND,
  backend_util,
  type BatchToSpaceNDAttrs,
  type DepthToSpaceAttrs,
  type SpaceToBatchNDAttrs,
  type UnaryInputs,
} from '#tfjs-core';
import { shape4D, at, pad, reshape, sizeOf, transpose } from '@ganport/graph/ops';
import { fromFormat, toFormat } from './data-format.ts';
import { defineLowering } from './registry.ts';

/** Pads of the axes after the batch; further axes are not padded. */
function aroundSpace(before: readonly number[], after: readonly number[], rank: number): number[] {
  const others = Array<number>(rank - 1 - before.length).fill(0);
  return [0, ...before, ...others, 0, ...after, ...others];
}

defineLowering<UnaryInputs, DepthToSpaceAttrs>(
  DepthToSpace,
  (graph, { x }, { blockSize, dataFormat }) => {
    const nhwc = fromFormat(graph, x, dataFormat);
    const [batch, height, width, depth] = shape4D(nhwc);
    const channels = depth / (blockSize * blockSize);
    const blocks = reshape(graph, nhwc, [batch, height, width, blockSize, blockSize, channels]);
    const y = reshape(graph, transpose(graph, blocks, [0, 1, 3, 2, 4, 5]), [
      batch,
      height * blockSize,
      width * blockSize,
      channels,
    ]);
    return toFormat(graph, y, dataFormat);
  },
);

defineLowering<UnaryInputs, BatchToSpaceNDAttrs>(
  BatchToSpaceND,
  (graph, { x }, { blockShape, crops }) => {
    const product = sizeOf(blockShape);
    const blocks = backend_util.getReshaped([...x.shape], blockShape, product);
    const perm = backend_util.getPermuted(blocks.length, blockShape.length);
    const joined = backend_util.getReshapedPermuted([...x.shape], blockShape, product);
    const y = reshape(graph, transpose(graph, reshape(graph, x, blocks), perm), joined);
    const before = crops.map((ends) => -at(ends, 0));
    const after = crops.map((ends) => -at(ends, 1));
    return pad(graph, y, aroundSpace(before, after, y.shape.length));
  },
);

defineLowering<UnaryInputs, SpaceToBatchNDAttrs>(
  SpaceToBatchND,
  (graph, { x }, { blockShape, paddings }) => {
    const before = paddings.map((ends) => at(ends, 0));
    const after = paddings.map((ends) => at(ends, 1));
    const padded = pad(graph, x, aroundSpace(before, after, x.shape.length));
    const shape = [...padded.shape];
    const product = sizeOf(blockShape);
    const blocks = backend_util.getReshaped(shape, blockShape, product, false);
    const perm = backend_util.getPermuted(blocks.length, blockShape.length, false);
    const joined = backend_util.getReshapedPermuted(shape, blockShape, product, false);
    return reshape(graph, transpose(graph, reshape(graph, padded, blocks), perm), joined);
  },
);
