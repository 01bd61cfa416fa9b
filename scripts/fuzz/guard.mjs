/**
 * The parent of a child that runs cases. It ends the child when a case takes longer than 5 s or the
 * child holds more than 1 GB, and starts another one.
 */
import { fork } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const CASE_SECONDS = 5;
/** Loading a target's packages, before its first case. */
const LOAD_SECONDS = 60;
/** A busy machine makes a process wait, which is no fault of its own. */
const WAIT = 12;
const MEMORY_BYTES = 2 ** 30;
/** A child that holds more than this after its cases makes room for a new one: garbage is no growth. */
const KEPT_BYTES = MEMORY_BYTES / 4;
const POLL_MILLISECONDS = 100;

/** @typedef {import('./child.mjs').Failure} Failure */
/**
 * @typedef {object} Outcome
 * @property {number} next the index after the last case that was run
 * @property {Failure[]} failures
 */

export class Guard {
  #folder = mkdtempSync(join(tmpdir(), 'ganport-fuzz-guard-'));
  #announced = join(this.#folder, 'case');
  /** @type {import('node:child_process').ChildProcess | undefined} */
  #child;

  #start() {
    const program = join(import.meta.dirname, 'child.mjs');
    const child = fork(program, [this.#announced], {
      execArgv: ['--max-old-space-size=768'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      // Findings are of ganport's code, not of its caches or settings.
      env: { ...process.env, XDG_CACHE_HOME: this.#folder, NODE_NO_WARNINGS: '1' },
    });
    this.#child = child;
    return child;
  }

  /**
   * @param {import('./child.mjs').Job} job
   * @returns {Promise<Outcome>}
   */
  async run(job) {
    if (memoryOf(this.#child?.pid) > KEPT_BYTES) await this.#end();
    const child = this.#child ?? this.#start();
    /** @type {Failure[]} */
    const failures = [];
    return new Promise((resolve) => {
      let ending = '';
      let last = -1;
      let [since, computed] = [performance.now(), secondsOf(child.pid)];
      const poll = setInterval(() => {
        const index = this.#current();
        if (index !== last) {
          [last, since, computed] = [index, performance.now(), secondsOf(child.pid)];
        }
        const waited = (performance.now() - since) / 1000;
        const limit = index < 0 ? LOAD_SECONDS : CASE_SECONDS;
        if (secondsOf(child.pid) - computed > limit)
          end(`a case computed for more than ${limit} s`);
        if (waited > WAIT * limit) end(`a case took more than ${WAIT * limit} s`);
        if (memoryOf(child.pid) > MEMORY_BYTES) end('the child held more than 1 GB');
      }, POLL_MILLISECONDS);
      /** @param {string} what */
      const end = (what) => {
        ending ||= what;
        child.kill('SIGKILL');
      };
      /** @param {any} message */
      const onMessage = (message) => {
        if ('failure' in message) failures.push(message.failure);
        if ('next' in message) finish(message.next);
      };
      /** @param {number | null} code @param {string | null} signal */
      const onExit = (code, signal) => {
        this.#child = undefined;
        const index = Math.max(job.first, this.#current());
        const what = ending || `the child ended (${signal ?? `exit code ${code}`})`;
        failures.push({ index, bytes: '', what, stack: '' });
        finish(index + 1);
      };
      /** @param {number} next */
      const finish = (next) => {
        clearInterval(poll);
        child.off('message', onMessage).off('exit', onExit);
        resolve({ next, failures });
      };
      child.on('message', onMessage).on('exit', onExit);
      child.send(job);
    });
  }

  /**
   * Runs one input alone.
   * @param {string} target @param {Uint8Array} bytes
   * @returns {Promise<{ outcome: string, stack?: string }>}
   */
  replay(target, bytes) {
    const child = this.#child ?? this.#start();
    return new Promise((resolve) => {
      const late = setTimeout(() => child.kill('SIGKILL'), (LOAD_SECONDS + CASE_SECONDS) * 1000);
      /** @param {number | null} code @param {string | null} signal */
      const onExit = (code, signal) => {
        this.#child = undefined;
        clearTimeout(late);
        resolve({ outcome: 'failed', stack: `the child ended (${signal ?? `exit code ${code}`})` });
      };
      child.once('exit', onExit);
      child.once('message', (/** @type {any} */ message) => {
        clearTimeout(late);
        child.off('exit', onExit);
        resolve(message);
      });
      child.send({ target, bytes: Buffer.from(bytes).toString('base64') });
    });
  }

  /** The case that the child announced last; -1 between jobs. */
  #current() {
    try {
      const bytes = readFileSync(this.#announced);
      return bytes.length < 8 ? -1 : Number(bytes.readBigUInt64LE()) - 1;
    } catch {
      return -1;
    }
  }

  async #end() {
    const child = this.#child;
    if (!child) return;
    this.#child = undefined;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.disconnect();
    await ended;
  }

  async close() {
    await this.#end();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** The seconds that a process has computed; 0 where the system does not tell. @param {number | undefined} pid */
function secondsOf(pid) {
  try {
    const [, rest = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
    const [user, system] = rest.split(' ').slice(11, 13).map(Number);
    return ((user ?? 0) + (system ?? 0)) / 100;
  } catch {
    return 0;
  }
}

/** The resident set of a process; 0 where the system does not tell. @param {number | undefined} pid */
function memoryOf(pid) {
  try {
    const [, pages] = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ');
    return Number(pages) * 4096;
  } catch {
    return 0;
  }
}
