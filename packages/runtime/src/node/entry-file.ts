/**
 * The file that a worker thread or child process starts with: this package's compiled `entry.js`.
 * Node 20 does not run TypeScript, so from the sources (in tests) its compiled twin in dist is
 * taken; build the package first.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { RuntimeError } from '../errors.ts';

/** @throws RuntimeError `invalid-option` when run from sources that were never built */
export function entryFile(): string {
  const fromSources = import.meta.url.endsWith('.ts');
  const file = fileURLToPath(
    new URL(fromSources ? '../../dist/node/entry.js' : './entry.js', import.meta.url),
  );
  if (existsSync(file)) return file;
  throw new RuntimeError(
    'invalid-option',
    `${file}: missing, so no thread or process can be started; run npm run build`,
  );
}
