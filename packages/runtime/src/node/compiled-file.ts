/**
 * Finds the compiled JavaScript of a package where no import does: the file that a thread or process
 * starts with, and the code that is served to a page. Node 20 does not run TypeScript, so code that
 * runs from the sources (in tests) gets the compiled file in dist, which must have been built.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { RuntimeError } from '../errors.ts';

/**
 * @param file relative to `base`, for example `./entry.js`
 * @param base `import.meta.url` of the caller
 * @returns the absolute path of the file, in dist when the caller runs from src
 * @throws RuntimeError `invalid-option` when the package was never built
 */
export function compiledFile(file: string, base: string): string {
  const compiledBase = base.endsWith('.ts') ? base.replace(/\/src\/(?!.*\/src\/)/, '/dist/') : base;
  const path = fileURLToPath(new URL(file, compiledBase));
  if (existsSync(path)) return path;
  throw new RuntimeError('invalid-option', `${path}: missing; run npm run build`);
}
