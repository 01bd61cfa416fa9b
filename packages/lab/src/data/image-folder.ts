/**
 * A folder of image files as a data set. The images are in the folder itself, or in one subfolder
 * for each class, named after it.
 */
import { basename } from 'node:path';
import { checkImages, planImages } from './check-images.ts';
import type { Dataset } from '@ganport/core';
import { imageFilesDataset } from './image-files.ts';
import { listImages } from './list-images.ts';
import type { DatasetOptions } from './options.ts';

/**
 * Loads the images of a folder, in the order of their names: PNG, JPEG or WebP.
 *
 * @param options how images are cropped, resized and augmented
 * @returns images float32 [height, width, channels] in [-1, 1], read by index
 * @throws LabError 'not-found' (no such folder, no image in it), 'corrupt-file' (images that cannot
 * be used, by name), 'data-mismatch' (sizes that differ, and no size in `options`)
 * @example
 * const faces = await loadImageFolder('faces/', { crop: 160, size: 64 });
 */
export async function loadImageFolder(
  folder: string,
  options: DatasetOptions = {},
): Promise<Dataset> {
  const { files, classes } = await listImages(folder);
  const headers = await checkImages(
    folder,
    files.map(({ path }) => path),
    options,
  );
  const plan = planImages(folder, files, headers, options);
  const labels = Int32Array.from(files, ({ label = 0 }) => label);
  const name = basename(folder);
  return imageFilesDataset(classes ? { name, labels, classes } : { name }, plan, options);
}
