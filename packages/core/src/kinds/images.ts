/** Images, [height, width, channels]: the kind of most GANs. */
import { imageProblem } from '../limits.ts';
import type { ImageShape } from '../models/description.ts';
import { imageSheet } from '../pictures/sheet.ts';
import type { DataKind, SampleShape } from './kind.ts';

/** What is wrong with the shape of images and points. */
function problemOfImage(shape: SampleShape): string | undefined {
  const [height = NaN, width = NaN, channels = NaN] = shape;
  if (shape.length !== 3) return `must be height, width and channels (got ${shape.length} sizes)`;
  return imageProblem([height, width, channels]);
}

export const images = {
  name: 'images',
  noun: ['image', 'images'],
  tensor: 'image',
  setting: 'image',
  describe: (shape) => shape.join(' × '),
  problem: problemOfImage,
  // problem() has been asked: a shape of images has three sizes.
  picture: (batches, shape, columns, names) =>
    imageSheet(batches, shape as ImageShape, columns, names),
} as const satisfies DataKind;
