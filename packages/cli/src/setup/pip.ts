/**
 * Fetches wheels from PyPI with the user's own pip into a folder of their own, never into a Python
 * environment: only the shared libraries and headers inside are used.
 */
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { runCommand, type Log } from './command.ts';

/** The Python version whose wheels are fetched; the libraries inside do not depend on it. */
const wheelPython = '3.11';

export interface PipOptions {
  readonly python?: string | undefined;
  /** Also fetch what the packages need. Without it only the named wheels are fetched. */
  readonly dependencies?: boolean;
  readonly log?: Log | undefined;
}

/**
 * Makes `target` hold the unpacked wheels of `requirements` (for example `tensorflow-cpu==2.21.0`).
 * Does nothing when `target` is there: it is renamed when it is complete.
 * @throws CliError `setup-failed`
 */
export async function pipInstall(
  requirements: readonly string[],
  target: string,
  options: PipOptions,
): Promise<void> {
  if (await exists(target)) return;
  const unfinished = `${target}.unfinished-${process.pid}`;
  await mkdir(dirname(target), { recursive: true });
  options.log?.(`fetching ${requirements.join(', ')} from PyPI into ${target}`);
  try {
    await runCommand(
      options.python ?? 'python3',
      [
        '-m',
        'pip',
        'install',
        '--quiet',
        '--disable-pip-version-check',
        '--no-compile',
        '--target',
        unfinished,
        '--python-version',
        wheelPython,
        '--only-binary=:all:',
        ...(options.dependencies ? [] : ['--no-deps']),
        ...requirements,
      ],
      {
        ...(options.log && { log: options.log }),
        // Root may install: the target is a folder of its own.
        env: { PIP_ROOT_USER_ACTION: 'ignore' },
        whenMissing: 'install Python 3 with pip (Debian: apt install python3-pip)',
      },
    );
    await rename(unfinished, target);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

/** True when the path exists. */
export async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
