/**
 * Image files as a data set, by a plan of how each is decoded. A small set is decoded once and
 * stays in memory as bytes; a large one is decoded as it is read.
 */
import { LabError } from '../errors.ts';
import { readImage } from '../imaging/decode-image.ts';
import { byteDataset, type ImageDataset } from '@ganport/core';
import {
  augmented,
  checkRead,
  sampleLength,
  scaleBytes,
  type ImageShape,
  withChannels,
} from '@ganport/core/internal';
import { throwAll, type ImagePlan, type PlannedImage } from './check-images.ts';
import { concurrently } from './concurrently.ts';
import { defaultMemory, type DatasetOptions } from './options.ts';

/**
 * Opens the data set of a plan.
 *
 * @param purpose the key of the random changes: sets with the same key change alike
 * @throws LabError 'corrupt-file' that names the images that cannot be decoded
 */
export async function imageFilesDataset(
  description: Pick<ImageDataset, 'name' | 'labels' | 'classes'>,
  plan: ImagePlan,
  options: DatasetOptions,
  purpose = 'augment',
): Promise<ImageDataset> {
  const { images } = plan;
  const shape: ImageShape = [...plan.size, plan.channels];
  const length = sampleLength(shape);
  const rest = { ...description, shape, size: images.length };
  const fits = images.length * length <= (options.memory ?? defaultMemory);
  const dataset = fits
    ? byteDataset({ ...rest, pixels: await decodeAll(description.name, plan, options) })
    : streamed(rest, plan, options);
  return options.augment ? augmented(dataset, options.augment, purpose) : dataset;
}

async function decodeAll(
  name: string,
  plan: ImagePlan,
  options: DatasetOptions,
): Promise<Uint8Array> {
  const length = plan.size[0] * plan.size[1] * plan.channels;
  const pixels = new Uint8Array(plan.images.length * length);
  const failures: LabError[] = [];
  await concurrently(plan.images, async (image, i) => {
    try {
      pixels.set(await decode(image, plan, options), i * length);
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      failures.push(error);
    }
  });
  throwAll(name, plan.images.length, failures);
  return pixels;
}

function streamed(
  rest: Omit<ImageDataset, 'read'>,
  plan: ImagePlan,
  options: DatasetOptions,
): ImageDataset {
  const length = sampleLength(rest.shape);
  return {
    ...rest,
    async read(indices, out) {
      checkRead(rest, indices, out);
      await concurrently(Array.from(indices), async (index, i) => {
        // In range: checked above.
        const image = plan.images[index] as PlannedImage;
        scaleBytes(await decode(image, plan, options), out, i * length);
      });
    },
  };
}

async function decode(
  { path, part }: PlannedImage,
  plan: ImagePlan,
  { maxBytes }: DatasetOptions,
): Promise<Uint8Array> {
  const image = await readImage(path, { part, size: plan.size, maxBytes });
  return withChannels(image, plan.channels).data;
}
