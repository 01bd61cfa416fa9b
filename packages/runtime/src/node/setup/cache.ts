/**
 * Where set-up commands keep what they fetch: one folder per user, outside every project, so that
 * a download is made once. Nothing in it is needed after it is deleted but another download.
 */
import { homedir } from 'node:os';
import { join } from 'node:path';

/** `$XDG_CACHE_HOME/ganport`, or `~/.cache/ganport`. */
export function cacheFolder(): string {
  return join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'ganport');
}
