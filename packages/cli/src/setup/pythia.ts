/**
 * Gives `ganport data jets` the simulator Pythia 8 (GPL), as a wheel of PyPI for the user's own Python. It runs
 * in a process of its own, and ganport ships nothing of it.
 */
import { join } from 'node:path';
import { cacheFolder } from '@ganport/parity/internal';
import { CliError } from '../errors.ts';
import { runCommand, type Log } from './command.ts';
import { pipInstall } from './pip.ts';

/** That of assets/pythia.txt, which has the wheels of these Pythons. */
const pythiaVersion = '8.317.2';
const pythons = ['3.10', '3.11', '3.12', '3.13'];

/**
 * Fetches the wheel once.
 *
 * @returns the folder for PYTHONPATH
 * @throws CliError `setup-failed`, for a Python without a wheel too; LabError 'cannot-write'
 */
export async function setupPythia({
  python = 'python3',
  log,
}: {
  readonly python?: string | undefined;
  readonly log?: Log;
}): Promise<string> {
  const script = 'import sys; print("%d.%d" % sys.version_info[:2])';
  const whenMissing = 'install Python 3 with pip (Debian: apt install python3-pip)';
  const pythonVersion = (await runCommand(python, ['-c', script], { whenMissing })).trim();
  if (!pythons.includes(pythonVersion)) {
    const message = `${python} is Python ${pythonVersion}, and Pythia ${pythiaVersion} has wheels for ${pythons.join(', ')}; give another one as --python`;
    throw new CliError('setup-failed', message);
  }
  const target = join(cacheFolder(), `pythia8mc-${pythiaVersion}-python${pythonVersion}`);
  await pipInstall('pythia', target, { python, log, pythonVersion });
  return target;
}
