/**
 * Stacked MNIST (Metz et al. 2017, section 3.3.1): three random digits as the channels of one
 * image, so that there are 1,000 modes. Images are composed as they are read. The choice of digits
 * is the same for every run, whatever its seed.
 */
import { LabError } from '../errors.ts';
import type { Dataset } from '@ganport/core';
import { checkRead, fillUniform, sampleLength, keyed } from '@ganport/core/internal';
import { loadMnist } from './mnist.ts';
import type { DatasetOptions } from './options.ts';

/** The number of images in PacGAN's experiments (Lin et al. 2018, section 4.2). */
const SIZE = 128_000;
/** The seed of the data, not of a run. */
const SEED = 1000;

/**
 * 128,000 images of three channels; a label is the three digits read as one number, 0 to 999.
 *
 * @throws LabError 'not-found' as loadMnist; 'bad-argument' for the options grayscale and augment
 */
export async function loadStackedMnist(options: DatasetOptions = {}): Promise<Dataset> {
  if (options.grayscale || options.augment) {
    const option = options.grayscale ? 'grayscale' : 'augment';
    const message = `stacked-mnist: ${option} would mix its three digits; leave it out`;
    throw new LabError('bad-argument', message);
  }
  const digits = await loadMnist('train', options);
  const [height, width] = digits.shape;
  const draws = new Float32Array(3 * SIZE);
  fillUniform(keyed(SEED, 'stacked mnist'), draws, 0, digits.size);
  const chosen = Int32Array.from(draws);
  // In range here and below: three digits for each image, each with a label.
  const digit = (place: number) => digits.labels?.[chosen[place] as number] as number;
  const description = {
    name: 'stacked mnist',
    shape: [height, width, 3],
    size: SIZE,
    labels: Int32Array.from(
      { length: SIZE },
      (_, i) => 100 * digit(3 * i) + 10 * digit(3 * i + 1) + digit(3 * i + 2),
    ),
    classes: Array.from({ length: 1000 }, (_, i) => String(i).padStart(3, '0')),
  } as const;
  const pixels = sampleLength(digits.shape);
  return {
    ...description,
    async read(indices, out) {
      checkRead(description, indices, out);
      const wanted = Int32Array.from(
        { length: 3 * indices.length },
        (_, i) => chosen[3 * (indices[Math.floor(i / 3)] as number) + (i % 3)] as number,
      );
      const planes = new Float32Array(wanted.length * pixels);
      await digits.read(wanted, planes);
      for (let plane = 0; plane < wanted.length; plane++) {
        const [image, channel] = [Math.floor(plane / 3), plane % 3];
        for (let pixel = 0; pixel < pixels; pixel++) {
          out[(image * pixels + pixel) * 3 + channel] = planes[plane * pixels + pixel] as number;
        }
      }
    },
  };
}
