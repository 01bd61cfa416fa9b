/**
 * The images to translate, named one by one or by folder, and the file that each result goes to.
 */
import { readdir, realpath } from 'node:fs/promises';
import { basename, extname, join, resolve, sep } from 'node:path';
import { type ImageFormat } from '@ganport/lab';
import { isImageName, statInput } from '@ganport/lab/internal';
import { CliError } from '../errors.ts';

export interface TranslateInput {
  readonly path: string;
  /** The file to write. */
  readonly out: string;
  readonly format: ImageFormat;
}

/** The formats of results, by extension. */
const formats: Readonly<Record<string, ImageFormat>> = {
  '.png': 'png',
  '.jpg': 'jpeg',
  '.jpeg': 'jpeg',
  '.webp': 'webp',
};

/**
 * Lists files as given, and all images of folders with their subfolders, in the order of their
 * names. Images in the folder of results are left out, so that a second run does not translate
 * results.
 *
 * @throws LabError 'not-found' for a path with nothing at it; CliError 'not-found' for a folder
 * without images, 'bad-argument' when two results would have one name, or a result would replace
 * its input
 */
export async function listInputs(paths: readonly string[], out: string): Promise<TranslateInput[]> {
  const lists = await Promise.all(paths.map((path) => inputsOf(path, out)));
  const inputs = lists.flat();
  const seen = new Map<string, string>();
  for (const { path, out: target } of inputs) {
    const place = resolve(target);
    const other = seen.get(place);
    if (other !== undefined && resolve(other) !== resolve(path)) {
      const message = `${other} and ${path} would both become ${target}; translate them into two folders`;
      throw new CliError('bad-argument', message);
    }
    if (place === resolve(path)) {
      const message = `--out ${out}: ${path} would be replaced by its translation; give another folder`;
      throw new CliError('bad-argument', message);
    }
    seen.set(place, path);
  }
  return [...new Map(inputs.map((input) => [resolve(input.out), input])).values()];
}

async function inputsOf(path: string, out: string): Promise<TranslateInput[]> {
  if (!(await statInput(path)).isDirectory()) return [{ path, ...resultOf(out, basename(path)) }];
  const results = resolve(out) + sep;
  const within = (resolve(path) + sep).startsWith(results);
  const names = (await imagesIn(path))
    .filter((name) => within || !resolve(path, name).startsWith(results))
    .toSorted();
  if (names.length === 0) {
    throw new CliError('not-found', `${path}: no .png, .jpg, .jpeg or .webp image in it`);
  }
  return names.map((name) => ({ path: join(path, name), ...resultOf(out, name) }));
}

/**
 * The images in a folder and its subfolders, relative to it; hidden ones are left out. Links to
 * folders are followed, each real folder is listed once, so that links in a circle end.
 */
async function imagesIn(
  root: string,
  inside = '',
  seen: Set<string> = new Set(),
): Promise<string[]> {
  const folder = join(root, inside);
  const real = await realpath(folder);
  if (seen.has(real)) return [];
  seen.add(real);
  const names: string[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const name = join(inside, entry.name);
    if (entry.name.startsWith('.')) continue;
    if (entry.isDirectory() || (entry.isSymbolicLink() && (await isFolder(join(root, name))))) {
      names.push(...(await imagesIn(root, name, seen)));
    } else if (isImageName(entry.name)) {
      names.push(name);
    }
  }
  return names;
}

/** A link to nothing is no folder; it is reported when it is read. */
async function isFolder(path: string): Promise<boolean> {
  return statInput(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

/** A result has its input's name and format; a name without an image's extension gets .png. */
function resultOf(out: string, name: string): Pick<TranslateInput, 'out' | 'format'> {
  const format = formats[extname(name).toLowerCase()];
  if (format) return { out: join(out, name), format };
  return { out: join(out, `${name}.png`), format: 'png' };
}
