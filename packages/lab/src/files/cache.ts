/** The folder of ganport's caches. A cache saves time alone: its files may be removed at any time. */
import { homedir } from 'node:os';
import { join } from 'node:path';

/** A path in the cache: under `$XDG_CACHE_HOME`, else `~/.cache`. */
export function cachePath(...parts: readonly string[]): string {
  return join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'ganport', ...parts);
}
