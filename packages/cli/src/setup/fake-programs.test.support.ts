/** A folder of small shell scripts that stand in for pip, g++ and ldd, put first on PATH. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface FakePrograms {
  /** An empty folder for the test; XDG_CACHE_HOME is a folder in it. */
  readonly folder: string;
  /** Makes `name` on PATH run this shell script. */
  add(name: string, script: string): Promise<void>;
  /** Restores the environment and removes the folder. */
  restore(): Promise<void>;
}

export async function fakePrograms(): Promise<FakePrograms> {
  const folder = await mkdtemp(join(tmpdir(), 'ganport-programs-'));
  const bin = join(folder, 'bin');
  await mkdir(bin);
  const before = { PATH: process.env['PATH'], XDG_CACHE_HOME: process.env['XDG_CACHE_HOME'] };
  process.env['PATH'] = `${bin}:${before.PATH}`;
  process.env['XDG_CACHE_HOME'] = join(folder, 'cache');
  return {
    folder,
    add: (name, script) => writeFile(join(bin, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 }),
    restore: async () => {
      for (const [name, value] of Object.entries(before)) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
      await rm(folder, { recursive: true });
    },
  };
}

/** A `python3 -m pip install --target FOLDER …` that runs `script` with $target set. */
export function fakePip(script: string): string {
  return `while [ "$1" != --target ]; do shift; done; target=$2; shift 2\n${script}`;
}
