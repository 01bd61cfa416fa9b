/** The real command in a child process, and how it ends. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');
export const program = join(root, 'packages', 'cli', 'bin', 'ganport.js');

/** The longest that a command may take, in seconds; longer on a busy machine. */
const patience = { seconds: 300 };

/** @param {number} seconds */
export function setPatience(seconds) {
  patience.seconds = seconds;
}

/**
 * How a command ended. `hung` when it had to be killed after our patience.
 * @typedef {{ code: number | null, signal: NodeJS.Signals | null, stderr: string, ms: number, hung: boolean }} End
 */

/**
 * When a command gets a signal: after some milliseconds, or as soon as something is so.
 * @typedef {{ signal: NodeJS.Signals, after?: number, when?: () => boolean }} Kill
 */

/**
 * Runs a command.
 * @param {string} folder the working directory
 * @param {readonly string[]} command
 * @param {Kill} [kill]
 * @returns {Promise<End>}
 */
export function runCommand(folder, [file = '', ...args], kill) {
  const began = performance.now();
  const child = spawn(file, args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  let hung = false;
  child.stderr.on('data', (chunk) => (stderr += chunk));
  const hang = setTimeout(() => {
    hung = true;
    child.kill('SIGKILL');
  }, 1000 * patience.seconds);
  const timer = setInterval(() => {
    if (!kill || (kill.when && !kill.when())) return;
    clearInterval(timer);
    child.kill(kill.signal);
  }, kill?.after ?? 1);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(hang);
      clearInterval(timer);
      resolve({ code, signal, stderr, ms: performance.now() - began, hung });
    });
  });
}

/**
 * Runs `ganport`.
 * @param {string} folder
 * @param {readonly string[]} args
 * @param {Kill} [kill]
 */
export function ganport(folder, args, kill) {
  return runCommand(folder, [process.execPath, program, ...args], kill);
}

/** What no command may print, however it is treated. */
const crashes =
  /unexpected error|terminate called|Segmentation|Aborted|core dumped|FATAL|at file:\/\//;

/**
 * Throws unless a command ended in one of the given ways, without a crash.
 * @param {End} end
 * @param {readonly (number | string)[]} ways exit codes and signals
 * @param {string} what
 */
export function checkEnd(end, ways, what) {
  const { code, signal, stderr, hung } = end;
  if (hung) throw new Error(`${what}: hangs; its output: ${stderr}`);
  const way = signal ?? code ?? 'nothing';
  if (!ways.includes(way) || crashes.test(stderr)) {
    throw new Error(`${what}: ended with ${way}: ${stderr.trim() || 'no output'}`);
  }
}
