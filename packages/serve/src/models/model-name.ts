/** The name of a model on the server: what stands in its address, and in folders of other servers. */
import { basename, resolve } from 'node:path';
import { ServeError } from '../errors.ts';

/** A model as a user names it: `digits=runs/first`, or a path whose name is taken. */
export interface NamedPath {
  readonly name: string;
  readonly path: string;
}

const allowed = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/**
 * Reads `NAME=PATH` or `PATH`. Without a name it is that of the file or folder, with `-` in place of other
 * characters than letters, digits, `.`, `_` and `-`.
 *
 * @throws ServeError 'bad-argument' for a name with other characters
 * @example
 * namedPath('runs/digits'); // { name: 'digits', path: 'runs/digits' }
 */
export function namedPath(text: string): NamedPath {
  const [, given, after] = /^([^=/\\]+)=(.+)$/s.exec(text) ?? [];
  if (given !== undefined && after !== undefined) return { name: checkName(given), path: after };
  const file = basename(resolve(text)).replace(/\.onnx$/, '');
  const name = file.replaceAll(/[^A-Za-z0-9._-]+/g, '-').replace(/^[^A-Za-z0-9]+/, '');
  return { name: checkName(name.slice(0, 100)), path: text };
}

/** @throws ServeError 'bad-argument' */
export function checkName(name: string): string {
  if (allowed.test(name)) return name;
  const message = `'${name}' is no name of a model: letters, digits, '.', '_' and '-', at most 100; give NAME=PATH`;
  throw new ServeError('bad-argument', message);
}

/** @throws ServeError 'bad-argument' for two models of one name */
export function checkDifferent(models: readonly NamedPath[]): void {
  const seen = new Map<string, string>();
  for (const { name, path } of models) {
    const other = seen.get(name);
    if (other !== undefined) {
      const message = `${other} and ${path} are both called ${name}; give one of them as NAME=PATH`;
      throw new ServeError('bad-argument', message);
    }
    seen.set(name, path);
  }
}
