/**
 * Fetches wheels from PyPI with the user's own pip into a folder of their own, never into a Python
 * environment: only the shared libraries and headers inside are used. Each wheel, dependencies
 * included, has its version and hash in a file that ganport ships; pip refuses any other.
 */
import { rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openTemporary } from '@ganport/graph/internal';
import { makeFolder } from '@ganport/lab/internal';
import { runCommand, type Log } from './command.ts';

/** The Python version whose wheels are fetched; the libraries inside do not depend on it. */
const wheelPython = '3.11';

export interface PipOptions {
  readonly python?: string | undefined;
  readonly log?: Log | undefined;
}

/** The files of wheels in assets/, which scripts/lock-python.mjs writes. */
export type WheelSet = 'cuda' | 'features' | 'ray' | 'tensorflow-cpu' | 'tensorflow-gpu';

/** Seconds for 3 GB on a slow line. pip itself gives up a connection without data. */
const PATIENCE = 4 * 3600;

/**
 * Makes `target` hold the unpacked wheels of a set. Does nothing when `target` is there: it is renamed
 * when it is complete.
 * @throws CliError `setup-failed`; LabError 'cannot-write'
 */
export async function pipInstall(
  wheels: WheelSet,
  target: string,
  options: PipOptions,
): Promise<void> {
  if (await exists(target)) return;
  const requirements = fileURLToPath(new URL(`../../assets/${wheels}.txt`, import.meta.url));
  await makeFolder(dirname(target));
  const unfinished = await openTemporary(dirname(target));
  options.log?.(`fetching the wheels of ${requirements} from PyPI into ${target}`);
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
        unfinished.path,
        '--python-version',
        wheelPython,
        '--only-binary=:all:',
        '--no-deps',
        '--require-hashes',
        '--requirement',
        requirements,
      ],
      {
        ...(options.log && { log: options.log }),
        timeLimit: PATIENCE,
        // Root may install: the target is a folder of its own.
        env: { PIP_ROOT_USER_ACTION: 'ignore' },
        whenMissing: 'install Python 3 with pip (Debian: apt install python3-pip)',
      },
    );
    await rename(unfinished.path, target);
  } finally {
    await unfinished.remove();
  }
}

/** True when the path exists. */
export async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
