/** Runs the compiled program in a process, as a user does. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

export const program = join(
  import.meta.dirname,
  '..',
  '..',
  '..',
  'packages',
  'cli',
  'bin',
  'ganport.js',
);

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Started {
  readonly child: ChildProcess;
  /** Resolves when stderr contains the text. */
  waitFor(text: string): Promise<void>;
  finished(): Promise<Finished>;
}

/** A folder for one test file, gone at its end. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ganport-cli-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Starts `ganport` in a folder; its streams are pipes, not terminals. */
export function startGanport(
  folder: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Started {
  const child = spawn(process.execPath, [program, ...args], {
    cwd: folder,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => (stdout += chunk));
  child.stderr.on('data', (chunk) => (stderr += chunk));
  const closed = once(child, 'close') as Promise<[number | null]>;
  return {
    child,
    async waitFor(text) {
      while (!stderr.includes(text)) {
        const more = once(child.stderr, 'data').then(() => true);
        if (!(await Promise.race([more, closed.then(() => false)]))) {
          throw new Error(`ganport ended without '${text}' on stderr: ${stderr}`);
        }
      }
    },
    async finished() {
      const [code] = await closed;
      return { code, stdout, stderr };
    },
  };
}

/** Runs `ganport` to its end. */
export function ganport(
  folder: string,
  args: readonly string[],
  environment?: Readonly<Record<string, string>>,
): Promise<Finished> {
  return startGanport(folder, args, environment).finished();
}

/** Runs `ganport`, which must succeed. @throws Error with its stderr otherwise */
export async function succeed(
  folder: string,
  args: readonly string[],
  run: typeof ganport = ganport,
): Promise<Finished> {
  const finished = await run(folder, args);
  if (finished.code === 0) return finished;
  throw new Error(`ganport ${args.join(' ')} ended with ${finished.code}: ${finished.stderr}`);
}
