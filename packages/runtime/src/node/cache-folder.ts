/** Where ganport keeps what can be made again. */
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * `$XDG_CACHE_HOME/ganport`, or `~/.cache/ganport`: one folder per user, outside every project, so
 * that a download or a search is made once. When it is deleted, they are only made again.
 */
export function cacheFolder(): string {
  return join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'ganport');
}
