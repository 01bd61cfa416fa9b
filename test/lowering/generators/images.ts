/** Images resized, cropped, flipped and turned; local response normalization. */
import * as tf from '@tensorflow/tfjs';
import { integer, numbers, oneOf, reals, several, wholes, type Draw } from '../support/drawing.ts';
import type { Generator, Generators } from '../support/generator.ts';
import { lowers } from '../support/lowering-case.ts';
import { slopes } from '../support/slopes.ts';

type Quad = [number, number, number, number];

const imageShape = (draw: Draw, channels = integer(draw, 1, 4)): Quad => [
  integer(draw, 1, 2),
  integer(draw, 1, 6),
  integer(draw, 1, 6),
  channels,
];

const resizes = { bilinear: tf.image.resizeBilinear, nearest: tf.image.resizeNearestNeighbor };

const resize =
  (kind: keyof typeof resizes): Generator =>
  (draw) => {
    const size: [number, number] = [integer(draw, 1, 9), integer(draw, 1, 9)];
    const mode = oneOf(draw, ['plain', 'aligned corners', 'half pixels']);
    const x = numbers(draw, imageShape(draw), ['float32', 'int32']);
    return lowers(`resize ${kind} to ${size.join('×')}, ${mode}`, { x }, (t) =>
      resizes[kind](t.x as tf.Tensor4D, size, mode === 'aligned corners', mode === 'half pixels'),
    );
  };

/** tfjs's gradients are wrong on images that are not square, and on all of a batch but its first image. */
const resizeGradient =
  (kind: keyof typeof resizes): Generator =>
  (draw) => {
    const size: [number, number] = [integer(draw, 1, 9), integer(draw, 1, 9)];
    const aligned = oneOf(draw, [false, true]);
    const side = integer(draw, 2, 5);
    const x = reals(draw, [1, side, side, integer(draw, 1, 3)], -1, 1);
    return lowers(
      `gradient of resize ${kind} to ${size.join('×')}${aligned ? ', aligned' : ''}`,
      { x },
      (t) => slopes((y) => resizes[kind](y as tf.Tensor4D, size, aligned), [t.x]),
    );
  };

function responses(draw: Draw) {
  const [radius, bias, alpha, beta] = [
    integer(draw, 0, 5),
    oneOf(draw, [1, 2]),
    oneOf(draw, [0.5, 1]),
    oneOf(draw, [0.5, 0.75, 1]),
  ];
  return {
    name: `normalization over ${radius}, ${bias}, ${alpha}, ${beta}`,
    x: reals(draw, imageShape(draw, integer(draw, 1, 8)), -2, 2),
    fn: (x: tf.Tensor) =>
      tf.localResponseNormalization(x as tf.Tensor4D, radius, bias, alpha, beta),
  };
}

export const images: Generators = {
  ResizeBilinear: resize('bilinear'),
  ResizeNearestNeighbor: resize('nearest'),
  ResizeBilinearGrad: resizeGradient('bilinear'),
  ResizeNearestNeighborGrad: resizeGradient('nearest'),
  CropAndResize: (draw) => {
    const size: [number, number] = [integer(draw, 1, 5), integer(draw, 1, 5)];
    const method = oneOf(draw, ['bilinear', 'nearest'] as const);
    const fill = integer(draw, -2, 2);
    const x = reals(draw, imageShape(draw));
    const count = integer(draw, 1, 4);
    const boxes = reals(draw, [count, 4], -0.3, 1.3);
    const i = wholes(draw, [count], 0, x.shape[0]);
    return lowers(`cropAndResize to ${size.join('×')}, ${method}`, { x, boxes, i }, (t) =>
      tf.image.cropAndResize(
        t.x as tf.Tensor4D,
        t.boxes as tf.Tensor2D,
        t.i as tf.Tensor1D,
        size,
        method,
        fill,
      ),
    );
  },
  FlipLeftRight: (draw) => {
    const x = reals(draw, imageShape(draw));
    return lowers('flipLeftRight', { x }, (t) => tf.image.flipLeftRight(t.x as tf.Tensor4D));
  },
  RotateWithOffset: (draw) => {
    const radians = integer(draw, -30, 30) / 10;
    const fill = oneOf<number | [number, number, number]>(draw, [0, 0.5, [1, 2, 3]]);
    const center = oneOf<number | [number, number]>(draw, [0.5, [0.2, 0.7]]);
    const x = reals(draw, imageShape(draw, 4));
    const name = `rotateWithOffset by ${radians}, ${String(fill)}, ${String(center)}`;
    return lowers(name, { x }, (t) =>
      tf.image.rotateWithOffset(t.x as tf.Tensor4D, radians, fill, center),
    );
  },
  // tfjs transforms the first image of a batch alone.
  Transform: (draw) => {
    const interpolation = oneOf(draw, ['nearest', 'bilinear'] as const);
    const mode = oneOf(draw, ['constant', 'nearest', 'reflect', 'wrap'] as const);
    const size = oneOf<[number, number] | undefined>(draw, [undefined, [5, 4]]);
    const [, ...image] = imageShape(draw);
    const x = reals(draw, [1, ...image]);
    const t8 = reals(draw, [1, 8], -0.02, 0.02);
    const identity = [1, 0, 0, 0, 1, 0, 0, 0];
    const moves = several(8, (i) => (i === 2 || i === 5 ? integer(draw, -4, 4) + 0.3 : 0));
    const values = t8.values.map((n, i) => Math.fround(n + (identity[i] ?? 0) + (moves[i] ?? 0)));
    const name = `transform, ${interpolation}, ${mode}, ${String(size)}`;
    return lowers(name, { x, t: { ...t8, values } }, (tensors) =>
      tf.image.transform(
        tensors.x as tf.Tensor4D,
        tensors.t as tf.Tensor2D,
        interpolation,
        mode,
        7,
        size,
      ),
    );
  },
  LRN: (draw) => {
    const { name, x, fn } = responses(draw);
    return lowers(name, { x }, (t) => fn(t.x));
  },
  LRNGrad: (draw) => {
    const { name, x, fn } = responses(draw);
    return lowers(`gradient of ${name}`, { x }, (t) => slopes(fn, [t.x]), { tolerance: 1e-4 });
  },
};
