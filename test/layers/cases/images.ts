/** Pooling, and layers that change the size of images. */
import * as tf from '@tensorflow/tfjs';
import { of, stack, type LayerCase, type LayerCases } from '../layer-case.ts';

const { layers } = tf;
const [sequence, image, volume] = [
  [7, 3],
  [6, 5, 4],
  [4, 5, 6, 2],
] as const;
const first = 'channelsFirst' as const;
const same = 'same' as const;

type Make<F extends (args: never) => unknown> = (args: Parameters<F>[0]) => tf.layers.Layer;

const pool1d = (make: Make<typeof layers.maxPooling1d>): Record<string, LayerCase> => ({
  valid: of(sequence, () => make({ poolSize: 2 })),
  'strides, same': of(sequence, () => make({ poolSize: 3, strides: 2, padding: same })),
});
const pool2d = (make: Make<typeof layers.maxPooling2d>): Record<string, LayerCase> => ({
  valid: of(image, () => make({ poolSize: 2 })),
  'strides, same': of(image, () => make({ poolSize: [3, 2], strides: [2, 1], padding: same })),
  channelsFirst: of(image, () => make({ poolSize: 2, dataFormat: first })),
});
const pool3d = (make: Make<typeof layers.maxPooling3d>): Record<string, LayerCase> => ({
  valid: of(volume, () => make({ poolSize: 2, strides: 2 })),
  'strides, same': of(volume, () => make({ poolSize: 3, strides: [1, 2, 2], padding: same })),
  channelsFirst: of([2, 4, 5, 6], () => make({ poolSize: 2, strides: 1, dataFormat: first })),
});
const global2d = (make: Make<typeof layers.globalMaxPooling2d>): Record<string, LayerCase> => ({
  channelsLast: of(image, () => make({})),
  channelsFirst: of(image, () => make({ dataFormat: first })),
  'any size': of([null, null, 2], () => make({})),
});

/** After another layer: tfjs changes the shape of an input that it is applied to, so that nothing fits. */
const crop = (shape: number[], size: { height: number; width: number }): LayerCase =>
  stack(
    shape,
    () => layers.zeroPadding2d({ padding: 1 }),
    () => layers.centerCrop(size),
  );

export const images: LayerCases = {
  AveragePooling1D: pool1d(layers.averagePooling1d),
  AveragePooling2D: pool2d(layers.averagePooling2d),
  AveragePooling3D: pool3d(layers.averagePooling3d),
  MaxPooling1D: pool1d(layers.maxPooling1d),
  MaxPooling2D: pool2d(layers.maxPooling2d),
  MaxPooling3D: pool3d(layers.maxPooling3d),
  GlobalAveragePooling1D: {
    'a sequence': of(sequence, () => layers.globalAveragePooling1d({})),
    'any number of steps': of([null, 3], () => layers.globalAveragePooling1d({})),
  },
  GlobalMaxPooling1D: {
    'a sequence': of(sequence, () => layers.globalMaxPooling1d({})),
    'any number of steps': of([null, 3], () => layers.globalMaxPooling1d({})),
  },
  GlobalAveragePooling2D: global2d(layers.globalAveragePooling2d),
  GlobalMaxPooling2D: global2d(layers.globalMaxPooling2d),
  Cropping2D: {
    'by side': of(image, () =>
      layers.cropping2D({
        cropping: [
          [1, 0],
          [2, 1],
        ],
      }),
    ),
    'by axis': of(image, () => layers.cropping2D({ cropping: [1, 2] as never })),
    channelsFirst: of(image, () =>
      layers.cropping2D({
        cropping: [
          [1, 0],
          [2, 1],
        ],
        dataFormat: first,
      }),
    ),
  },
  UpSampling2D: {
    nearest: of(image, () => layers.upSampling2d({ size: [2, 3] })),
    bilinear: of(image, () => layers.upSampling2d({ size: [2, 3], interpolation: 'bilinear' })),
    channelsFirst: of(image, () => layers.upSampling2d({ size: [2, 2], dataFormat: first })),
  },
  ZeroPadding2D: {
    'one number': of(image, () => layers.zeroPadding2d({ padding: 1 })),
    'by axis': of(image, () => layers.zeroPadding2d({ padding: [1, 2] })),
    'by side': of(image, () =>
      layers.zeroPadding2d({
        padding: [
          [1, 2],
          [0, 3],
        ],
      }),
    ),
    channelsFirst: of(image, () => layers.zeroPadding2d({ padding: 1, dataFormat: first })),
  },
  Rescaling: {
    'scale, offset': of(image, () => layers.rescaling({ scale: 1 / 127.5, offset: -1 })),
    scale: of([5], () => layers.rescaling({ scale: 3 })),
  },
  Resizing: {
    'any options': {
      ...of(image, () => layers.resizing({ height: 9, width: 4 })),
      refused: /layer .*resizing.*: tfjs fails: .*resizeBilinear/,
    },
  },
  CenterCrop: {
    'larger images': crop([7, 6, 3], { height: 4, width: 5 }),
    'odd margins': crop([8, 5, 3], { height: 3, width: 6 }),
    'images of the size': crop([2, 3, 3], { height: 4, width: 5 }),
    'smaller images': {
      ...crop([2, 3, 3], { height: 6, width: 7 }),
      refused: /layer .*center_crop.*: tfjs fails: .*resizeBilinear/,
    },
  },
  RandomWidth: {
    'any factor': {
      ...of(image, () => layers.randomWidth({ factor: 0.5 })),
      refused: /random_width.* draws another width .*; remove it/,
    },
  },
};
