/** Images in Node: eight bits a value, PNG files. */
import type { ImageShape } from '@ganport/core';
import { imageGrid, sampleLength } from '@ganport/core/internal';
import { fromBytes, toBytes } from '../imaging/eight-bit.ts';
import { encodePng } from '../imaging/encode-image.ts';
import { fitImages, imageInputOf } from './image-input.ts';
import type { KindInLab } from './kind-in-lab.ts';

export const images: KindInLab = {
  toStored: toBytes,
  fromStored: (bytes) => fromBytes(bytes as Uint8Array),
  drawn: {
    what: 'gray or color images',
    expected: 'images [batch, height, width, 1 or 3]',
    takes: ([, , channels]) => channels === 1 || channels === 3,
  },
  blank: -1,
  extension: 'png',
  encode: (image, shape) =>
    encodePng(imageGrid(image, shape as ImageShape, 1, { scale: 1, padding: 0 })),
  arrays: ({ data, shape }, classes) => ({
    images: { data: toBytes(data), shape: [data.length / sampleLength(shape), ...shape] },
    ...classes,
  }),
  inputOf(model, path) {
    const input = imageInputOf(model, path);
    const { name, batch, size, channels } = input;
    return {
      name,
      ...(batch !== undefined && { batch }),
      own: size && [...size, channels],
      values(shape) {
        const [height, width] = size ?? (shape as ImageShape);
        return height * width * channels;
      },
      fit: (samples, shape) => fitImages(samples, shape as ImageShape, input),
    };
  },
};
