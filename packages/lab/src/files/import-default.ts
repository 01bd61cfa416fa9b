/** JavaScript files that people bring: a module with a default export. Loading one runs its code. */
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { LabError, messageOf } from '../errors.ts';

/**
 * Runs a module and returns what it exports as its default, and its absolute path.
 *
 * @param example what the file may export, for the error of one that exports nothing
 * @throws LabError 'not-found' and 'bad-argument' for a file that is not there or does not load
 */
export async function importDefault(
  name: string,
  example: string,
): Promise<{ readonly path: string; readonly exported: unknown }> {
  const path = resolve(name);
  const isFile = await stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
  if (!isFile) throw new LabError('not-found', `${name}: no such file; check the path`);
  const exported = await load(path, name);
  if (exported !== undefined) return { path, exported };
  const message = `${name}: has no default export; export default ${example}`;
  throw new LabError('bad-argument', message);
}

async function load(path: string, name: string): Promise<unknown> {
  try {
    return ((await import(pathToFileURL(path).href)) as { readonly default?: unknown }).default;
  } catch (cause) {
    const [line = ''] = messageOf(cause).split('\n');
    throw new LabError('bad-argument', `${name}: cannot be loaded: ${line}`, { cause });
  }
}
