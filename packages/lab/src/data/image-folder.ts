/**
 * A folder of image files as a data set. Images lie in the folder itself, or in one subfolder for
 * each class, whose names are then the classes.
 */
import { basename } from 'node:path';
import { checkImages, planImages } from './check-images.ts';
import type { Dataset } from '@ganport/core';
import { imageFilesDataset } from './image-files.ts';
import { listImages } from './list-images.ts';
import type { DatasetOptions } from './options.ts';

/**
 * Loads the images of a folder, in the order of their names.
 *
 * @throws LabError 'not-found' (no such folder, no image in it), 'corrupt-file' (images that cannot
 * be used, by name), 'data-mismatch' (sizes that differ, and none was asked for)
 */
export async function loadImageFolder(
  folder: string,
  options: DatasetOptions = {},
): Promise<Dataset> {
  const { files, classes } = await listImages(folder);
  const headers = await checkImages(
    folder,
    files.map(({ path }) => path),
  );
  const plan = planImages(folder, files, headers, options);
  const labels = Int32Array.from(files, ({ label = 0 }) => label);
  const name = basename(folder);
  return imageFilesDataset(classes ? { name, labels, classes } : { name }, plan, options);
}
