/**
 * Finds this package's compiled JavaScript, for what does not go through an import: the file that a
 * thread or process starts with, and the code that a browser page is served. Node 20 does not run
 * TypeScript, so from the sources (in tests) the compiled twin in dist is taken: build first.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { RuntimeError } from '../errors.ts';

/** The folder that holds the compiled package. */
export function compiledFolder(): string {
  const fromSources = import.meta.url.endsWith('.ts');
  return fileURLToPath(new URL(fromSources ? '../../dist/' : '../', import.meta.url));
}

/**
 * @param path inside the package, for example `node/entry.js`
 * @throws RuntimeError `invalid-option` when run from sources that were never built
 */
export function compiledFile(path: string): string {
  const file = `${compiledFolder()}${path}`;
  if (existsSync(file)) return file;
  throw new RuntimeError('invalid-option', `${file}: missing; run npm run build`);
}
