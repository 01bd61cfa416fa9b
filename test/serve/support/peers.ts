/**
 * The Python of the peers that judge servers: MLServer and tritonclient, of GANPORT_PYTHON or of
 * `npm run peers -- --only mlserver,tritonclient`.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const venvPython = join(
  import.meta.dirname,
  ...['..', '..', '..', '.peers', 'python', 'bin', 'python'],
);
export const python = process.env['GANPORT_PYTHON'] ?? venvPython;

/**
 * Why modules cannot be imported here, or undefined when they can.
 *
 * @throws Error when one is missing and CI is set: there, a skip would hide a failure
 */
export function missingModules(...modules: readonly string[]): string | undefined {
  const remedy = 'npm run peers -- --only mlserver,tritonclient';
  const isThere =
    existsSync(python) && spawnSync(python, ['-c', `import ${modules.join(', ')}`]).status === 0;
  if (isThere) return undefined;
  const reason = `${python} has no ${modules.join(', ')}: ${remedy}`;
  if (process.env['CI']) throw new Error(reason);
  return reason;
}
