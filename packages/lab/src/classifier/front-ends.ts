/** What turns samples of a kind into images for the classifier, and how its training moves them. */
import * as tf from '#tfjs';
import type { ImageShape, KindName, SampleShape } from '@ganport/core';
import { spectrogramLayer, spectrogramShape } from '@ganport/core/internal';
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
  jets: asImages,
  audio: ([length = 0]) => {
    const [parts, bins] = spectrogramShape(length);
    const half = (size: number) => Math.ceil(size / 2);
    return {
      layers: [
        spectrogramLayer('spectrogram'),
        tf.layers.averagePooling2d({ name: 'pool', poolSize: 2, padding: 'same' }),
      ],
      image: [half(parts), half(bins), 1],
    };
  },
  /** Layers of a volume are channels. */
  volumes: ([rows = 0, columns = 0, layers = 0]) => {
    const image = [rows, columns, layers] as const;
    return { layers: [tf.layers.reshape({ name: 'layers', targetShape: [...image] })], image };
  },
  /** One row, whose channels are the characters. */
  text: ([length = 0, characters = 0]) => {
    const image = [1, length, characters] as const;
    return { layers: [tf.layers.reshape({ name: 'row', targetShape: [...image] })], image };
  },
  /** One pixel, whose channels are the encoded values. */
  rows: ([width = 0]) => {
    const image = [1, 1, width] as const;
    return { layers: [tf.layers.reshape({ name: 'pixel', targetShape: [...image] })], image };
  },
};

/** Samples of a sound that count as one unit. */
const SOUND_UNIT = 200;

/** Moves a sample by whole units, pixels of an image, along two axes. */
type Shift = (sample: Float32Array, shape: SampleShape, dy: number, dx: number) => Float32Array;

const shiftedImage: Shift = (image, shape, dy, dx) => shifted(image, shape as ImageShape, dy, dx);

/** How training moves samples, by kind. */
export const shifts: Readonly<Record<KindName, Shift>> = {
  images: shiftedImage,
  points: shiftedImage,
  /** Not at all: their middle is that of the leading subjet. */
  jets: (jet) => jet,
  /** Not at all: their middle is where the particle hits. */
  volumes: (volume) => volume,
  /** One axis only: up to 400 samples with a shift of 2. */
  audio: (sound, [length = 0], _dy, dx) => shifted(sound, [1, length, 1], 0, SOUND_UNIT * dx),
  /** Lines begin at their first character. */
  text: (line) => line,
  rows: (row) => row,
};
