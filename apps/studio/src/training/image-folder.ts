/** Two folders of images that a visitor has chosen, as a page trains on them. */
import { byteDataset, resizeCropFlip, type ImageDataset, type TaskData } from '@ganport/core';
import { augmented } from '@ganport/core/internal';
import type { Folders } from './protocol.ts';

/** The settings that decide how images are read. */
interface ImageSettings {
  readonly imageSize?: number | undefined;
  readonly loadSize?: number | undefined;
  readonly flip: boolean;
}

/** All of them are in memory. */
const MOST_FILES = 2000;
const MOST_PIXELS = 2 ** 25;
const USUAL_SIDE = 64;

const isImage = /\.(?:png|jpe?g|webp|avif|gif|bmp)$/i;

/**
 * Decodes the images of both folders, in the order of their names. They are read a little larger than they
 * are used, for random crops, as `ganport train` reads them.
 *
 * @param onProgress receives the share that is there, 0 to 1
 * @throws Error for a folder without images
 */
export async function loadDomains(
  { a, b }: Folders,
  { imageSize = USUAL_SIDE, loadSize = Math.round((imageSize * 286) / 256), flip }: ImageSettings,
  onProgress: (share: number) => void,
): Promise<TaskData['unpaired']> {
  const augmentation = resizeCropFlip({ load: loadSize, crop: imageSize, flip });
  const all = a.files.size + b.files.size;
  let done = 0;
  const load = async ({ name, files }: Folders['a'], purpose: string) => {
    const dataset = await loadImages(name, files, loadSize, () => onProgress(++done / all));
    return augmented(dataset, augmentation, purpose);
  };
  return { a: await load(a, 'augment-a'), b: await load(b, 'augment-b') };
}

async function loadImages(
  name: string,
  files: ReadonlyMap<string, Blob>,
  side: number,
  onFile: () => void,
): Promise<ImageDataset> {
  const images = [...files]
    .filter(([path]) => isImage.test(path))
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .slice(0, MOST_FILES);
  if (images.length === 0) {
    throw new Error(`${name}: has no images; choose a folder of PNG, JPEG or WebP files`);
  }
  const length = side * side * 3;
  const pixels = new Uint8Array(images.length * length);
  for (const [i, [path, file]] of images.entries()) {
    pixels.set(await decoded(path, file, side), i * length);
    onFile();
  }
  return byteDataset({ name, shape: [side, side, 3], size: images.length, pixels });
}

/** An image in another size; its sides may change by different factors, as in `ganport train`. */
async function decoded(path: string, file: Blob, side: number): Promise<Uint8Array> {
  const image = await createImageBitmap(file).catch(() => undefined);
  if (!image) throw new Error(`${path}: cannot be read; remove it, or save it as PNG`);
  const { width, height } = image;
  if (width * height > MOST_PIXELS) {
    throw new Error(
      `${path}: has ${width} × ${height} pixels, too many for a page; make it smaller`,
    );
  }
  const context = new OffscreenCanvas(side, side).getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error(`${path}: the browser has no memory for it`);
  context.imageSmoothingQuality = 'high';
  context.drawImage(image, 0, 0, side, side);
  image.close();
  const { data } = context.getImageData(0, 0, side, side);
  return Uint8Array.from(
    { length: side * side * 3 },
    (_, i) => data[4 * Math.floor(i / 3) + (i % 3)] ?? 0,
  );
}
