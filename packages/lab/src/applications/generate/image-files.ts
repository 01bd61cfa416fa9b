/** Generated images as a folder of single PNG files, named by their number and class. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encodePng } from '../../imaging/encode-image.ts';
import { imageGrid } from '@ganport/core/internal';
import { partOfName } from '../../files/file-names.ts';
import { writeWholeFolder } from '../../files/whole-folder.ts';
import type { Images } from './noise-generator.ts';

/** The classes of images. */
export interface ImageLabels {
  /** [count], the class of each image by number. */
  readonly labels?: Int32Array;
  /** The names of the classes by number; file names have the numbers without. */
  readonly classes?: readonly string[] | undefined;
}

/**
 * Writes the images as PNG files of their own size into a new folder: 00001.png, or with classes
 * 00001-cat.png. The folder is written with all files or not at all.
 *
 * @throws LabError 'cannot-write', also when the folder is not empty
 * @example
 * await writeImageFiles('images', await generator.draw({ noise }));
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

/** @param i counted from 0; names count from 1, padded with zeros so that they sort by number */
function fileName(i: number, count: number, { labels, classes }: ImageLabels): string {
  const number = String(i + 1).padStart(Math.max(5, String(count).length), '0');
  const label = labels?.[i];
  if (label === undefined) return `${number}.png`;
  return `${number}-${partOfName(classes?.[label] ?? String(label))}.png`;
}
