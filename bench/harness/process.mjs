/**
 * A contestant is a child process that stays for the whole bench and works only when asked. Between
 * its turns it is stopped (SIGSTOP), so that no thread of it, waiting or working ahead, takes time
 * from the others.
 */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** Where ganport computes. @typedef {'cpu' | 'cuda' | 'webgpu'} Provider */
/**
 * @typedef {object} Contestant
 * @property {string} name
 * @property {(provider: Provider) => string | undefined} missing why it cannot take part on this machine, and what to
 *   do; undefined when it can
 * @property {() => string[]} command the program and its arguments
 * @property {readonly string[]} [cases] those that it takes part in; all when not given
 */
/** @typedef {{ version: string, detail: string }} Ready */
/**
 * @typedef {object} Answer
 * @property {number} seconds of one repeat
 * @property {number} cpu seconds that all processors together worked on it
 * @property {Record<string, number>} check
 */

/** A contestant may fit its file before it is ready. */
const startSeconds = 600;
const answerSeconds = 600;
/** About how long a turn may take: where one repeat takes seconds, fewer repeats are exact enough. */
const turnSeconds = 20;

/**
 * The number of threads in every contestant's own language; a GPU only where it is asked for, and
 * TensorFlow's chatter off.
 * @param {number} threads
 * @param {Provider} [provider]
 */
export function environment(threads, provider = 'cpu') {
  const names = ['THREADS', 'OMP_NUM_THREADS', 'TF_NUM_INTRAOP_THREADS', 'TF_NUM_INTEROP_THREADS'];
  const count = Object.fromEntries(names.map((name) => [name, String(threads)]));
  const devices = provider === 'cpu' && { CUDA_VISIBLE_DEVICES: '' };
  return { ...count, ...devices, PROVIDER: provider, TF_CPP_MIN_LOG_LEVEL: '2' };
}

/** A started contestant. */
export class Running {
  /** @type {((line: string | undefined) => void)[]} */
  #waiting = [];
  #errors = '';
  #child;
  #name;
  #cases;

  /**
   * @param {Contestant} contestant
   * @param {number} threads
   * @param {Provider} provider
   */
  constructor({ name, command, cases }, threads, provider) {
    const [program = '', ...args] = command();
    this.#name = name;
    this.#cases = cases;
    this.#child = spawn(program, args, {
      env: { ...process.env, ...environment(threads, provider) },
      stdio: 'pipe',
    });
    this.#child.stderr.on('data', (chunk) => (this.#errors += chunk));
    this.#child.on('error', (error) => (this.#errors += error.message));
    // A write to a process that has died is reported as its death, below.
    this.#child.stdin.on('error', () => undefined);
    createInterface({ input: this.#child.stdout })
      .on('line', (line) => this.#waiting.shift()?.(line))
      .on('close', () => this.#waiting.splice(0).forEach((settle) => settle(undefined)));
  }

  /** @returns {Promise<Ready>} */
  async ready() {
    const { ready } = JSON.parse(await this.#line(startSeconds));
    this.#child.kill('SIGSTOP');
    return ready;
  }

  /** @param {string} name of a case */
  takesPart(name) {
    return this.#cases?.includes(name) ?? true;
  }

  /**
   * One turn.
   * @param {string} name the case
   * @param {number} repeats at most; fewer where they would take too long
   * @returns {Promise<Answer>}
   */
  async turn(name, repeats) {
    this.#child.kill('SIGCONT');
    // The first repeat after a stop finds cold caches and sleeping threads: it is not counted.
    const { seconds } = await this.#ask(`${name} 1`);
    const affordable = Math.max(1, Math.floor(turnSeconds / seconds));
    const answer = await this.#ask(`${name} ${Math.min(repeats, affordable)}`);
    this.#child.kill('SIGSTOP');
    return answer;
  }

  end() {
    this.#child.kill('SIGKILL');
  }

  /** @param {string} question @returns {Promise<Answer>} */
  async #ask(question) {
    this.#child.stdin.write(`${question}\n`);
    const answer = JSON.parse(await this.#line(answerSeconds));
    const [bad] = Object.entries(answer.check).filter(([, value]) => !Number.isFinite(value));
    if (bad) throw new Error(`${this.#name}: ${bad[0]} is ${bad[1]}, its figures mean nothing`);
    return answer;
  }

  /** @param {number} seconds @returns {Promise<string>} */
  async #line(seconds) {
    let why = 'ended';
    /** @type {NodeJS.Timeout | undefined} */
    let timer;
    /** @type {string | undefined} */
    const line = await new Promise((resolve) => {
      this.#waiting.push(resolve);
      timer = setTimeout(() => {
        why = `said nothing for ${seconds} s`;
        resolve(undefined);
      }, seconds * 1000);
    });
    clearTimeout(timer);
    if (line !== undefined) return line;
    const last = this.#errors.trim().split('\n').slice(-15).join('\n');
    throw new Error(`${this.#name} ${why}:\n${last}`);
  }
}
