/**
 * Random changes of images as they are read. The draws depend only on (seed, purpose, step, position in
 * the batch), so a resumed run reads the same batches.
 */
import { CoreError } from '../errors.ts';
import { keyed } from '../random/random-source.ts';
import { fillUniform } from '../random/uniform.ts';
import { sampleLength } from '../kinds/kind.ts';
import type { ImageShape } from '../models/description.ts';
import { type Augmentation, checkRead, type Draws, type ImageDataset } from './dataset.ts';
import { sidesOf, type Sides } from './sides.ts';

/**
 * The augmentation of CycleGAN and pix2pix. Defaults: load 286, crop 256, flip.
 *
 * @throws CoreError 'bad-argument' when the crop is larger than the loaded image
 */
export function resizeCropFlip(
  settings: { readonly load?: Sides; readonly crop?: Sides; readonly flip?: boolean } = {},
): Augmentation {
  const load = sidesOf('load', settings.load ?? 286);
  const crop = sidesOf('crop', settings.crop ?? 256);
  if (crop[0] > load[0] || crop[1] > load[1]) {
    const message = `crop: ${crop.join(' × ')} is larger than the ${load.join(' × ')} that it is cut from; load larger images`;
    throw new CoreError('bad-argument', message);
  }
  return { load, crop, flip: settings.flip ?? true };
}

/** The place of a crop, and whether it is mirrored. */
interface Crop {
  readonly top: number;
  readonly left: number;
  readonly mirrored: boolean;
}

/**
 * A data set of augmented images.
 *
 * @param dataset images of the size `load`
 * @param purpose key of the draws: data sets of one purpose get the same changes, as the two halves of
 * a pair must
 */
export function augmented(
  dataset: ImageDataset,
  augmentation: Augmentation,
  purpose: string,
): ImageDataset {
  const [, , channels] = dataset.shape;
  const [height, width] = augmentation.crop;
  const shape: ImageShape = [height, width, channels];
  const result: ImageDataset = {
    ...dataset,
    shape,
    changes: { ...augmentation, purpose, whole: dataset },
    async read(indices, out, draws) {
      checkRead(result, indices, out);
      const loaded = new Float32Array(indices.length * sampleLength(dataset.shape));
      await dataset.read(indices, loaded, draws);
      for (let i = 0; i < indices.length; i++) {
        const crop = draws ? drawCrop(augmentation, purpose, draws, i) : middle(augmentation);
        const image = loaded.subarray(i * sampleLength(dataset.shape));
        copyCrop(image, dataset.shape, crop, shape, out.subarray(i * sampleLength(shape)));
      }
    },
  };
  return result;
}

function drawCrop(
  { load, crop, flip }: Augmentation,
  purpose: string,
  draws: Draws,
  i: number,
): Crop {
  const uniform = new Float32Array(3);
  fillUniform(keyed(draws.seed, purpose, draws.step, i), uniform);
  const [y = 0, x = 0, coin = 0] = uniform;
  return {
    top: Math.floor(y * (load[0] - crop[0] + 1)),
    left: Math.floor(x * (load[1] - crop[1] + 1)),
    mirrored: flip && coin < 0.5,
  };
}

function middle({ load, crop }: Augmentation): Crop {
  return {
    top: Math.floor((load[0] - crop[0]) / 2),
    left: Math.floor((load[1] - crop[1]) / 2),
    mirrored: false,
  };
}

function copyCrop(
  image: Float32Array,
  [, imageWidth]: ImageShape,
  { top, left, mirrored }: Crop,
  [height, width, channels]: ImageShape,
  out: Float32Array,
): void {
  for (let y = 0; y < height; y++) {
    const row = (top + y) * imageWidth + left;
    for (let x = 0; x < width; x++) {
      const source = (row + (mirrored ? width - 1 - x : x)) * channels;
      const target = (y * width + x) * channels;
      for (let channel = 0; channel < channels; channel++) {
        out[target + channel] = image[source + channel] as number; // In range: crop ≤ load.
      }
    }
  }
}
