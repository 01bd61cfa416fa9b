/**
 * Random changes of images as they are read. What is drawn depends on (seed, purpose, step, place in
 * the batch) alone, so that a batch needs no history and a resumed run reads the same.
 */
import { CoreError } from '../errors.ts';
import { keyed } from '../random/random-source.ts';
import { fillUniform } from '../random/uniform.ts';
import { checkRead, imageLength, type Dataset, type Draws, type Shape } from './dataset.ts';
import { sidesOf, type Sides } from './sides.ts';

/** Images are resized to `load`; a `crop` of that is read, from a random place, perhaps mirrored. */
export interface Augmentation {
  readonly load: readonly [height: number, width: number];
  readonly crop: readonly [height: number, width: number];
  /** Every second image, by chance, is mirrored left to right. */
  readonly flip: boolean;
}

/**
 * CycleGAN's and pix2pix's jitter, with their sizes: load 286, crop 256, flip.
 *
 * @throws CoreError 'bad-argument' when the crop is larger than what it is cut from
 */
export function resizeCropFlip(
  settings: { readonly load?: Sides; readonly crop?: Sides; readonly flip?: boolean } = {},
): Augmentation {
  const load = sidesOf('load', settings.load ?? 286);
  const crop = sidesOf('crop', settings.crop ?? 256);
  if (crop[0] > load[0] || crop[1] > load[1]) {
    const message = `crop: ${crop.join(' × ')} is larger than the ${load.join(' × ')} it is cut from; load larger images`;
    throw new CoreError('bad-argument', message);
  }
  return { load, crop, flip: settings.flip ?? true };
}

/** Where an image is cut, and whether it is mirrored. */
interface Choice {
  readonly top: number;
  readonly left: number;
  readonly mirrored: boolean;
}

/**
 * A data set over one of `load`'s size. Sets that share a purpose are changed alike, as the two
 * halves of a pair must be.
 */
export function augmented(dataset: Dataset, augmentation: Augmentation, purpose: string): Dataset {
  const [, , channels] = dataset.shape;
  const [height, width] = augmentation.crop;
  const shape: Shape = [height, width, channels];
  const result: Dataset = {
    ...dataset,
    shape,
    async read(indices, out, draws) {
      checkRead(result, indices, out);
      const loaded = new Float32Array(indices.length * imageLength(dataset.shape));
      await dataset.read(indices, loaded, draws);
      for (let i = 0; i < indices.length; i++) {
        const choice = draws ? choose(augmentation, purpose, draws, i) : middle(augmentation);
        const from = loaded.subarray(i * imageLength(dataset.shape));
        cut(from, dataset.shape, choice, shape, out.subarray(i * imageLength(shape)));
      }
    },
  };
  return result;
}

function choose(
  { load, crop, flip }: Augmentation,
  purpose: string,
  draws: Draws,
  i: number,
): Choice {
  const uniform = new Float32Array(3);
  fillUniform(keyed(draws.seed, purpose, draws.step, i), uniform);
  const [y = 0, x = 0, coin = 0] = uniform;
  return {
    top: Math.floor(y * (load[0] - crop[0] + 1)),
    left: Math.floor(x * (load[1] - crop[1] + 1)),
    mirrored: flip && coin < 0.5,
  };
}

function middle({ load, crop }: Augmentation): Choice {
  const [top, left] = [load[0] - crop[0], load[1] - crop[1]].map((rest) => Math.floor(rest / 2));
  return { top: top ?? 0, left: left ?? 0, mirrored: false };
}

function cut(
  image: Float32Array,
  [, imageWidth]: Shape,
  { top, left, mirrored }: Choice,
  [height, width, channels]: Shape,
  out: Float32Array,
): void {
  for (let y = 0; y < height; y++) {
    const row = (top + y) * imageWidth + left;
    for (let x = 0; x < width; x++) {
      const source = (row + (mirrored ? width - 1 - x : x)) * channels;
      const target = (y * width + x) * channels;
      for (let channel = 0; channel < channels; channel++) {
        out[target + channel] = image[source + channel] as number; // In range: checked by checkRead.
      }
    }
  }
}
