/** Runs programs for `npm run peers`. A failure is one `PeersError` line that says what to do. */
import { spawnSync } from 'node:child_process';

/** An expected failure: its message is all that the user needs. */
export class PeersError extends Error {
  /** @override */
  name = 'PeersError';
}

/**
 * Runs a program with its output on this terminal.
 * @param {string} program
 * @param {string[]} args
 * @param {{ cwd?: string, remedy: string }} options remedy: what to do when it fails
 */
export function run(program, args, { cwd, remedy }) {
  const { status, error } = spawnSync(program, args, {
    cwd,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status === 0) return;
  const what = error
    ? error.message
    : `${program} ${args.slice(0, 3).join(' ')} failed (${status})`;
  throw new PeersError(`${what}: ${remedy}`);
}

/**
 * What a program says on its standard output, or undefined when it cannot be run or fails.
 * @param {string} program
 * @param {string[]} args
 */
export function ask(program, args) {
  const { status, stdout } = spawnSync(program, args, { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}
