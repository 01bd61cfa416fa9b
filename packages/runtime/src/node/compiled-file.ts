/**
 * Finds the compiled JavaScript of a package, for what does not go through an import: the file that a
 * thread or process starts with, and the code that a browser page is served. Node 20 does not run
 * TypeScript, so when the sources run (in tests) the compiled twin in dist is taken: build first.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { RuntimeError } from '../errors.ts';

/**
 * @param file relative to `base`, for example `./entry.js`
 * @param base `import.meta.url` of the caller
 * @returns the absolute path of the file, or of its twin in dist
 * @throws RuntimeError `invalid-option` when the package was never built
 */
export function compiledFile(file: string, base: string): string {
  const compiledBase = base.endsWith('.ts') ? base.replace(/\/src\/(?!.*\/src\/)/, '/dist/') : base;
  const path = fileURLToPath(new URL(file, compiledBase));
  if (existsSync(path)) return path;
  throw new RuntimeError('invalid-option', `${path}: missing; run npm run build`);
}
