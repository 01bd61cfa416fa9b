/** Generated images as a folder of single files, named by their number and class. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encodePng } from '../../imaging/encode-image.ts';
import { imageGrid } from '@ganport/core/internal';
import { writeWholeFolder } from '../../files/whole-folder.ts';
import type { Images } from './noise-generator.ts';

/** What each image is of. */
export interface ImageLabels {
  readonly labels?: Int32Array;
  /** Names by number; numbers where there are none. */
  readonly classes?: readonly string[] | undefined;
}

/**
 * Writes PNG files of the images' own size into a new folder, which is there with all of them or not
 * at all: 00001.png, or with classes 00001-cat.png.
 *
 * @throws LabError 'cannot-write', also when the folder is there and not empty
 */
export async function writeImageFiles(
  folder: string,
  { data, shape }: Images,
  labels: ImageLabels = {},
): Promise<void> {
  const length = shape[0] * shape[1] * shape[2];
  const count = data.length / length;
  await writeWholeFolder(folder, async (inside) => {
    for (let i = 0; i < count; i++) {
      const image = data.subarray(i * length, (i + 1) * length);
      const pixels = imageGrid(image, shape, 1, { scale: 1, padding: 0 });
      await writeFile(join(inside, fileName(i, count, labels)), await encodePng(pixels));
    }
  });
}

/** @param i from 0; files count from 1, with zeros before, so that they sort by number */
function fileName(i: number, count: number, { labels, classes }: ImageLabels): string {
  const number = String(i + 1).padStart(Math.max(5, String(count).length), '0');
  const label = labels?.[i];
  if (label === undefined) return `${number}.png`;
  // Class names may have what no file name can.
  const name = (classes?.[label] ?? String(label)).replaceAll(/[/\\:*?"<>|\p{Cc}\s]+/gu, '_');
  return `${number}-${name}.png`;
}
