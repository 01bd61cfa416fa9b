/**
 * The images to translate, named one by one or by folder, and the file that each result goes to.
 */
import type { BigIntStats } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve, sep } from 'node:path';
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

/** How files in the folder of results are treated. */
export interface ResultFolder {
  readonly out: string;
  /** Whether files with the names of results are replaced; they are refused otherwise. */
  readonly replace: boolean;
}

/**
 * Lists files as given, and all images of folders with their subfolders, in the order of their
 * names. Images in the folder of results are left out, so that a second run does not translate
 * results.
 *
 * @throws LabError 'not-found' for a path with nothing at it; CliError 'not-found' for a folder
 * without images, 'bad-argument' when two results would have one name, when a result would replace
 * an input or, unless `replace`, any other file, or when a link leads out of the folder of results
 */
export async function listInputs(
  paths: readonly string[],
  { out, replace }: ResultFolder,
): Promise<TranslateInput[]> {
  const lists = await Promise.all(paths.map((path) => inputsOf(path, out)));
  const inputs = lists.flat();
  const seen = new Map<string, string>();
  for (const { path, out: target } of inputs) {
    const place = placeOf(target);
    const other = seen.get(place);
    if (other !== undefined && resolve(other) !== resolve(path)) {
      const message = `${other} and ${path} would both become ${target}; translate them into two folders`;
      throw new CliError('bad-argument', message);
    }
    seen.set(place, path);
  }
  const unique = [...new Map(inputs.map((input) => [placeOf(input.out), input])).values()];
  await checkTargets(unique, { out, replace });
  return unique;
}

/** A path as a key; these systems do not distinguish upper and lower case in names. */
function placeOf(path: string): string {
  const place = resolve(path);
  const ignoresCase = process.platform === 'darwin' || process.platform === 'win32';
  return ignoresCase ? place.normalize().toLowerCase() : place;
}

/** Files are compared by their identity, since an input may have many names: links, other cases. */
async function checkTargets(
  inputs: readonly TranslateInput[],
  { out, replace }: ResultFolder,
): Promise<void> {
  const names = new Map<string, string>();
  for (const { path } of inputs) {
    const found = await stat(path, { bigint: true }).catch(() => undefined);
    if (found) names.set(identity(found), path);
  }
  const results = await realpath(out).catch(() => undefined);
  const present: string[] = [];
  for (const { out: target } of inputs) {
    const there = await stat(target, { bigint: true }).catch(() => undefined);
    const input = there && names.get(identity(there));
    if (input !== undefined) {
      const message = `--out ${out}: ${input} would be replaced by a translation; give another folder`;
      throw new CliError('bad-argument', message);
    }
    if (there) present.push(target);
    if (results !== undefined && !isInside(await nearestRealPath(dirname(target)), results)) {
      const message = `${dirname(target)}: leads out of ${out}, the folder of the results; give another folder`;
      throw new CliError('bad-argument', message);
    }
  }
  if (replace || present.length === 0) return;
  const more = present.length > 1 ? ` (and ${present.length - 1} more)` : '';
  const message = `${present[0]}${more}: exists already; give another folder, or --replace`;
  throw new CliError('bad-argument', message);
}

const identity = ({ dev, ino }: BigIntStats): string => `${dev}:${ino}`;

const isInside = (path: string, folder: string): boolean =>
  `${path}${sep}`.startsWith(`${folder}${sep}`);

/** The real path of a folder, or of the nearest one above it that exists. */
async function nearestRealPath(folder: string): Promise<string> {
  for (let path = resolve(folder); ; path = dirname(path)) {
    const real = await realpath(path).catch(() => undefined);
    if (real !== undefined) return real;
    if (dirname(path) === path) return path;
  }
}

async function inputsOf(path: string, out: string): Promise<TranslateInput[]> {
  if (!(await statInput(path)).isDirectory()) return [{ path, ...resultOf(out, basename(path)) }];
  const results = await realpath(out).catch(() => resolve(out));
  const folder = await realpath(path);
  const names = (await imagesIn(path))
    .filter((name) => isInside(folder, results) || !isInside(resolve(folder, name), results))
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
