/** The Python of the peers: that of GANPORT_PYTHON, or of `npm run peers`. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const venvPython = join(import.meta.dirname, ...['..', '..', '.peers', 'python', 'bin', 'python']);
export const python = process.env['GANPORT_PYTHON'] ?? venvPython;

/**
 * Why modules cannot be imported here, or undefined when they can.
 *
 * @param peers - the names by which `npm run peers` installs them, separated by commas
 * @throws Error when one is missing and CI is set: there, a skip would hide a failure
 */
export function missingModules(peers: string, ...modules: readonly string[]): string | undefined {
  const isThere =
    existsSync(python) && spawnSync(python, ['-c', `import ${modules.join(', ')}`]).status === 0;
  if (isThere) return undefined;
  const reason = `${python} has no ${modules.join(', ')}: npm run peers -- --only ${peers}`;
  if (process.env['CI']) throw new Error(reason);
  return reason;
}
