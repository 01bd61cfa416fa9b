/** site.json, which makes a folder a site of ganport: what its page opens, and the files that it has. */
import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import * as z from 'zod';
import { readRegularFile } from '@ganport/graph/internal';
import { CliError } from '../errors.ts';

/** A page lists a few dozen files. */
const MOST_BYTES = 2 ** 20;

const siteFile = z.object({
  title: z.string(),
  /** Changes with every file of the site. */
  version: z.string(),
  model: z.object({ file: z.string(), bytes: z.number(), sha256: z.string() }),
  /** The module of ONNX Runtime, seen from the page. */
  runtime: z.string(),
  /** `auto` where the build has WebGPU. */
  provider: z.enum(['wasm', 'auto']),
  /** All other files, by their paths with slashes. */
  files: z.array(z.string()),
  /** Those that the page itself loads, for visits without a network; absent from sites of earlier versions. */
  page: z.array(z.string()).optional(),
});

export type SiteFile = z.infer<typeof siteFile>;

/** @returns undefined for a folder that is no site */
export async function readSiteFile(folder: string): Promise<SiteFile | undefined> {
  const bytes = await readRegularFile(join(folder, 'site.json'), MOST_BYTES).catch(() => undefined);
  if (!bytes) return undefined;
  try {
    return siteFile.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    return undefined;
  }
}

/** The files of a folder and those below it, by their paths with slashes, in order. */
export async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map(({ parentPath, name }) => relative(folder, join(parentPath, name)).split(sep).join('/'))
    .toSorted();
}

/**
 * Whether a folder is a site that may be replaced by another one.
 *
 * @throws CliError 'bad-argument' for a site with files of somebody else
 */
export async function isReplaceable(folder: string): Promise<boolean> {
  const site = await readSiteFile(folder);
  if (!site) return false;
  const own = new Set([...site.files, 'site.json']);
  const foreign = (await filesOf(folder)).find((file) => !own.has(file));
  if (foreign === undefined) return true;
  const message = `${folder}: has ${foreign}, which is not of the site; move it, or choose another folder`;
  throw new CliError('bad-argument', message);
}
