/** The images that a user names, one by one or by folder, and where the translation of each goes. */
import { readdir } from 'node:fs/promises';
import { basename, extname, join, resolve, sep } from 'node:path';
import { type ImageFormat } from '@ganport/lab';
import { isImageName } from '@ganport/lab/internal';
import { CliError } from './errors.ts';
import { kindOf } from './original.ts';

export interface TranslateInput {
  readonly path: string;
  /** The file to write. */
  readonly out: string;
  readonly format: ImageFormat;
}

/** By the extensions that results may have. */
const formats: Readonly<Record<string, ImageFormat>> = {
  '.png': 'png',
  '.jpg': 'jpeg',
  '.jpeg': 'jpeg',
  '.webp': 'webp',
};

/**
 * Files as they are named; of folders all images, subfolders included, in the order of their names.
 * What lies in the folder of results is left out, so that a second run does not translate a first's.
 *
 * @throws CliError 'not-found' for a path with nothing at it or a folder without images,
 * 'bad-argument' when two results would have one name, or one its own input's
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
  const kind = await kindOf(path);
  if (kind === undefined) {
    throw new CliError('not-found', `${path}: no such file or folder; check the path`);
  }
  if (kind === 'file') return [{ path, ...resultOf(out, basename(path)) }];
  const results = resolve(out) + sep;
  const within = (resolve(path) + sep).startsWith(results);
  const names = (await readdir(path, { recursive: true }))
    .filter((name) => isImageName(basename(name)) && !hidden(name))
    .filter((name) => within || !resolve(path, name).startsWith(results))
    .toSorted();
  if (names.length === 0) {
    throw new CliError('not-found', `${path}: no .png, .jpg, .jpeg or .webp image in it`);
  }
  return names.map((name) => ({ path: join(path, name), ...resultOf(out, name) }));
}

function hidden(name: string): boolean {
  return name.split(sep).some((part) => part.startsWith('.'));
}

/** A result has its input's name and format; what has no extension of an image becomes PNG. */
function resultOf(out: string, name: string): Pick<TranslateInput, 'out' | 'format'> {
  const format = formats[extname(name).toLowerCase()];
  if (format) return { out: join(out, name), format };
  return { out: join(out, `${name}.png`), format: 'png' };
}
