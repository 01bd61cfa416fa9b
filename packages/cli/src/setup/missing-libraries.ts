/** Which libraries are missing for a file that a set-up installed. It is an error not to know. */
import { missingLibraries } from '@ganport/runtime/internal/node';
import { CliError } from '../errors.ts';

/**
 * @param searchPath folders that are searched before those of `LD_LIBRARY_PATH`
 * @throws CliError 'setup-failed' where ldd cannot tell
 */
export async function missingOf(
  file: string,
  searchPath: readonly string[] = [],
): Promise<readonly string[]> {
  const missing = await missingLibraries(file, searchPath);
  if (missing) return missing;
  const message = `ldd cannot read ${file}: it comes with glibc, and the set-up is for Linux`;
  throw new CliError('setup-failed', message);
}
