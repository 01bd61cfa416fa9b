/** The built pages that the command line is published with. `npm run build` makes them from apps/. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CliError } from './errors.ts';

/** Beside src/ and dist/. */
const pages = fileURLToPath(new URL('../pages', import.meta.url));

/**
 * The folder of a built page: index.html and its assets.
 *
 * @param name the folder in apps/ that it is built from, and of pages of kinds the kind: `generator/images`
 * @throws CliError 'not-found' when it is not built
 */
export function builtPage(name: string): string {
  const folder = join(pages, name);
  if (existsSync(join(folder, 'index.html'))) return folder;
  throw new CliError('not-found', `${folder}: the page is not built; run npm run build`);
}
