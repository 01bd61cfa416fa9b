/** Preprocessing layers whose `call` reads numbers, or makes constants of the size of the batch. */
import {
  cast,
  denseBincount,
  gather,
  range,
  reshape,
  type Tensor1D,
  type Tensor2D,
} from '#tfjs-core';
import { ExportError } from '../errors.ts';
import type { LayerForm } from './layer-form.ts';
import { oneTensor, type LayerLike } from './layer-like.ts';

interface CategoryEncodingLike extends LayerLike {
  readonly numTokens: number;
  readonly outputMode: 'int' | 'oneHot' | 'multiHot' | 'count';
}

/** tfjs reads the tokens to check that they are below numTokens, and then counts them. */
export const categoryEncoding: LayerForm = ({ layer, inputs }) => {
  const { numTokens, outputMode } = layer as CategoryEncodingLike;
  const tokens = cast(oneTensor(inputs), 'int32');
  if (outputMode === 'int') return tokens;
  const isBinary = outputMode !== 'count';
  // An empty tensor stands for no weights.
  return denseBincount(tokens as Tensor1D | Tensor2D, [] as never, numTokens, isBinary);
};

/** float32 has all whole numbers up to this one. */
const mostNumbers = 2 ** 24;

interface CenterCropLike extends LayerLike {
  readonly height: number;
  readonly width: number;
}

/**
 * Which pixels the layer takes is known from the sizes: tfjs crops an image of the pixels' numbers. An
 * image that is smaller is resized by kernels that keep the batch open.
 */
export const centerCrop: LayerForm = ({ layer, inputs, own }) => {
  const x = oneTensor(inputs);
  const { height, width } = layer as CenterCropLike;
  const [batch = 0, rows = 0, columns = 0, channels = 0] = x.shape;
  const isCropped = x.rank === 4 && rows >= height && columns >= width;
  if (!isCropped || rows * columns > mostNumbers) return undefined;
  const numbers = reshape(range(0, rows * columns), [1, rows, columns, 1]);
  const taken = cast(reshape(oneTensor(own(numbers)), [-1]), 'int32');
  const pixels = reshape(x, [batch, rows * columns, channels]);
  return reshape(gather(pixels, taken, 1), [batch, height, width, channels]);
};

/** The width of the result would be that of one draw. */
export const randomWidth: LayerForm = ({ layer }) => {
  throw new ExportError(
    'unsupported-layer',
    `layer ${layer.name} (RandomWidth) draws another width at each call, which no ONNX graph can have; remove it from the model that is exported`,
  );
};
