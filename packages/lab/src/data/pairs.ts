/**
 * Two domains of images for translation: unpaired as for CycleGAN, or paired image for image as for
 * pix2pix.
 */
import { basename, extname } from 'node:path';
import type { Domains } from '@ganport/core';
import { LabError } from '../errors.ts';
import {
  checkImages,
  listed,
  planImages,
  type ImagePlan,
  type ImageSource,
} from './check-images.ts';
import { imageFilesDataset } from './image-files.ts';
import { listImages } from './list-images.ts';
import type { DatasetOptions } from './options.ts';

/**
 * Opens two folders of unpaired images.
 *
 * @param options how images are cropped, resized and augmented; both domains get the same size
 * @throws LabError as loadImageFolder, and 'data-mismatch' when the sizes of the two differ
 * @example
 * const { a, b } = await openUnpaired('horses/', 'zebras/', { size: 256 });
 */
export async function openUnpaired(
  folderA: string,
  folderB: string,
  options: DatasetOptions = {},
): Promise<Domains> {
  const [filesA, filesB] = [(await listImages(folderA)).files, (await listImages(folderB)).files];
  return domains([folderA, folderB], [filesA, filesB], options, ['augment-a', 'augment-b']);
}

/**
 * Opens pairs: one folder of images with A in the left and B in the right half, as in pix2pix's
 * data sets, or two folders whose files have the same names, extensions aside. Image i of one
 * domain belongs to image i of the other, and random changes are the same for both.
 *
 * @throws LabError as openUnpaired, and 'data-mismatch' that names files without a partner or
 * images of odd width
 * @example
 * const { a, b } = await openPaired('facades/');
 */
export async function openPaired(
  source: string | readonly [folderA: string, folderB: string],
  options: DatasetOptions = {},
): Promise<Domains> {
  const folders = typeof source === 'string' ? ([source, source] as const) : source;
  const sources = typeof source === 'string' ? await halves(source) : await partners(source);
  return domains(folders, sources, options, ['augment-pair', 'augment-pair']);
}

type Both<T> = readonly [a: T, b: T];

async function domains(
  folders: Both<string>,
  sources: Both<readonly ImageSource[]>,
  options: DatasetOptions,
  purposes: Both<string>,
): Promise<Domains> {
  const where = folders[0] === folders[1] ? folders[0] : folders.join(' and ');
  const paths = new Set(sources.flat().map(({ path }) => path));
  const headers = await checkImages(where, [...paths], options);
  const odd = sources[0].filter(
    ({ path, half }) => half && (headers.get(path)?.width ?? 0) % 2 > 0,
  );
  if (odd.length > 0) {
    const list = listed(odd.map(({ path }) => `${path} is ${headers.get(path)?.width} wide`));
    const message = `${where}: images of A and B side by side need an even width: ${list}; give two folders, or images of even width`;
    throw new LabError('data-mismatch', message);
  }
  const [a, b] = [
    planImages(folders[0], sources[0], headers, options),
    planImages(folders[1], sources[1], headers, options),
  ];
  checkSizes(folders, a, b);
  // A gray domain beside a color one is read with three channels: one network sees both.
  const channels = a.channels === b.channels ? a.channels : 3;
  const open = (plan: ImagePlan, which: 0 | 1) =>
    imageFilesDataset(
      { name: basename(folders[which]) },
      { ...plan, channels },
      options,
      purposes[which],
    );
  return { a: await open(a, 0), b: await open(b, 1) };
}

function checkSizes(folders: Both<string>, a: ImagePlan, b: ImagePlan): void {
  if (a.size.join() === b.size.join()) return;
  const [sizeA, sizeB] = [a.size.join(' × '), b.size.join(' × ')];
  const message = `${folders[0]} has images of ${sizeA}, ${folders[1]} of ${sizeB}; give --image-size to resize all`;
  throw new LabError('data-mismatch', message);
}

async function halves(folder: string): Promise<Both<readonly ImageSource[]>> {
  const { files } = await listImages(folder);
  const side = (half: 'left' | 'right') => files.map(({ path }) => ({ path, half }));
  return [side('left'), side('right')];
}

async function partners(folders: Both<string>): Promise<Both<readonly ImageSource[]>> {
  const [a, b] = [await stems(folders[0]), await stems(folders[1])];
  const alone = (of: Stems, other: Stems) =>
    [...of].filter(([stem]) => !other.has(stem)).map(([, path]) => path);
  const without = [...alone(a, b), ...alone(b, a)];
  if (without.length > 0) {
    const message = `${folders.join(' and ')}: ${without.length} images have no partner of the same name: ${listed(without)}; add or remove them`;
    throw new LabError('data-mismatch', message);
  }
  const names = [...a.keys()];
  return [
    names.map((stem) => ({ path: a.get(stem) ?? '' })),
    names.map((stem) => ({ path: b.get(stem) ?? '' })),
  ];
}

type Stems = ReadonlyMap<string, string>;

/** A folder's images by their names without extension. */
async function stems(folder: string): Promise<Stems> {
  const { files } = await listImages(folder);
  const found = new Map<string, string>();
  for (const { path } of files) {
    const stem = basename(path, extname(path));
    const other = found.get(stem);
    if (other !== undefined) {
      const message = `${other} and ${path} have the same name, so that their partner is not unique; rename one`;
      throw new LabError('data-mismatch', message);
    }
    found.set(stem, path);
  }
  return found;
}
