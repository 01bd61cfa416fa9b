/** What turns samples of a kind into images for the classifier, and how its training moves them. */
import type * as tf from '@tensorflow/tfjs';
import type { ImageShape, KindName, SampleShape } from '@ganport/core';
import { shifted } from './shifted.ts';

interface FrontEnd {
  readonly layers: readonly tf.layers.Layer[];
  /** The shape after the layers. */
  readonly image: ImageShape;
}

const asImages = (shape: SampleShape): FrontEnd => ({ layers: [], image: shape as ImageShape });

/** The layers before the classifier's own, by kind. */
export const frontEnds: Readonly<Record<KindName, (shape: SampleShape) => FrontEnd>> = {
  images: asImages,
  points: asImages,
};

/** Moves a sample by whole units, pixels of an image, along two axes. */
type Shift = (sample: Float32Array, shape: SampleShape, dy: number, dx: number) => Float32Array;

const shiftedImage: Shift = (image, shape, dy, dx) => shifted(image, shape as ImageShape, dy, dx);

/** How training moves samples, by kind. */
export const shifts: Readonly<Record<KindName, Shift>> = {
  images: shiftedImage,
  points: shiftedImage,
};
