/** Images that a file holds as plain bytes (IDX, NPZ), cut, resized and made grey on request. */
import { CoreError } from '../errors.ts';
import { withChannels } from '../imaging/channels.ts';
import { reframePixels } from '../imaging/decode-image.ts';
import type { Pixels } from '../imaging/pixels.ts';
import { augmented } from './augmentation.ts';
import { concurrently } from './concurrently.ts';
import { byteDataset, imageLength, type Dataset, type Shape } from './dataset.ts';
import { middleOf, targetSize, type DatasetOptions } from './options.ts';
import { sidesOf } from './sides.ts';

type ByteImages = Parameters<typeof byteDataset>[0];

/** @throws CoreError 'data-mismatch' when the images are smaller than the crop or have odd channels */
export async function byteImagesDataset(
  images: ByteImages,
  options: DatasetOptions = {},
): Promise<Dataset> {
  const dataset = byteDataset(await prepared(images, options));
  return options.augment ? augmented(dataset, options.augment, 'augment') : dataset;
}

async function prepared(images: ByteImages, options: DatasetOptions): Promise<ByteImages> {
  const { name, size, shape, pixels } = images;
  const [height, width, channels] = shape;
  const crop = options.crop === undefined ? undefined : sidesOf('crop', options.crop);
  const whole = { left: 0, top: 0, width, height };
  const part = crop ? middleOf(whole, crop) : whole;
  if (!part) {
    const message = `${name}: images of ${height} × ${width} are smaller than the crop of ${crop?.join(' × ')}; crop less`;
    throw new CoreError('data-mismatch', message);
  }
  const target = targetSize(options) ?? [part.height, part.width];
  const wanted = options.grayscale ? 1 : channels;
  const result: Shape = [target[0], target[1], wanted];
  if (result.join() === shape.join()) return images;
  if (channels !== 1 && channels !== 3) {
    const message = `${name}: images of ${channels} channels cannot be changed; only grey and RGB images are`;
    throw new CoreError('data-mismatch', message);
  }
  const [from, to] = [imageLength(shape), imageLength(result)];
  const changed = new Uint8Array(size * to);
  const indices = Array.from({ length: size }, (_, i) => i);
  await concurrently(indices, async (i) => {
    const data = pixels.subarray(i * from, (i + 1) * from);
    const image: Pixels = { width, height, channels, data };
    const framed = await reframePixels(image, { part, size: target });
    changed.set(withChannels(framed, wanted === 1 ? 1 : 3).data, i * to);
  });
  return { ...images, shape: result, pixels: changed };
}
