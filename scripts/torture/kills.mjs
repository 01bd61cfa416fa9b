/**
 * Commands are stopped at random moments: by signals, by a full disk, by damage to the newest
 * checkpoint. A training is resumed, another command is started again. What is left at the end must
 * equal what the unbroken command leaves, bit for bit.
 */
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { works } from './material.mjs';
import { checkSame, outcomeOf } from './outcome.mjs';
import { checkEnd, ganport, program, runCommand } from './program.mjs';
import { randomOf } from './random.mjs';

/** @typedef {import('./random.mjs').Random} Random */
/** @typedef {import('./material.mjs').Work} Work */
/** What the unbroken command leaves, and how long it takes. */
/** @typedef {{ outcome: Map<string, string>, ms: number }} Reference */
/** How many interruptions of each kind a case made. */
/** @typedef {Record<string, number>} Counts */

/** Interruptions before a case is let go to its end. */
const INTERRUPTIONS = 10;

/** Exit codes of a training that saved a checkpoint, per signal. */
const savedWith = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 };
const signals = /** @type {const} */ ([
  'SIGKILL',
  'SIGKILL',
  'SIGKILL',
  'SIGINT',
  'SIGTERM',
  'SIGHUP',
]);

/** @type {Map<string, Promise<Reference>>} */
const references = new Map();

/** @param {string} folder with the material @param {Work} work */
function referenceOf(folder, work) {
  const found = references.get(work.name) ?? unbroken(folder, work);
  references.set(work.name, found);
  return found;
}

/** @param {string} folder @param {Work} work @returns {Promise<Reference>} */
async function unbroken(folder, work) {
  const out = `whole ${work.name}`;
  if (!work.resume) mkdirSync(join(folder, out));
  const end = await ganport(folder, work.args(out));
  checkEnd(end, [0], `${work.name}, unbroken`);
  return { outcome: outcomeOf(join(folder, out)), ms: end.ms };
}

/** A conditional run, which other commands draw from. @param {string} folder */
export async function trainLabeled(folder) {
  const work = works.find(({ name }) => name.startsWith('cgan'));
  if (!work) throw new Error('there is no conditional GAN');
  checkEnd(await ganport(folder, work.args('labeled')), [0], 'the conditional run');
}

export const canMount = () => onDisk('.', '1m', ['true'], '').status === 0;

/**
 * Runs a shell script in which `disk` is a file system of a size, and `"$@"` the command.
 * @param {string} folder @param {string} size @param {readonly string[]} command @param {string} script
 */
function onDisk(folder, size, command, script) {
  return spawnSync('unshare', unshareArgs(size, command, script), { cwd: folder });
}

/** @param {string} size @param {readonly string[]} command @param {string} script */
function unshareArgs(size, command, script) {
  const mounted = `mkdir -p disk; mount -t tmpfs -o size=${size} none disk || exit 99; ${script}`;
  return ['--map-root-user', '--mount', 'sh', '-c', mounted, 'sh', ...command];
}

/**
 * @param {string} folder with the material
 * @param {number} seed
 * @param {number} index
 * @param {{ disk: boolean }} options whether file systems may be mounted
 * @returns {Promise<Counts>}
 */
export async function killCase(folder, seed, index, { disk }) {
  const random = randomOf(seed, 'kills', index);
  // All variants in turn, so that few cases cover them.
  const work = /** @type {Work} */ (works[index % works.length]);
  const reference = await referenceOf(folder, work);
  const out = `case ${index}`;
  /** @type {Counts} */
  const counts = {};
  try {
    if (work.resume && disk && random.uniform() < 0.15) {
      await fillDisk(folder, work, out, random);
      counts['full disk'] = 1;
    } else {
      await interrupt(folder, { work, out, ms: reference.ms, random, counts });
    }
    checkSame(reference.outcome, outcomeOf(join(folder, out)));
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${work.name}, after ${JSON.stringify(counts)}: ${message}`, { cause });
  }
  rmSync(join(folder, out), { recursive: true, force: true });
  return counts;
}

/**
 * @param {string} folder
 * @param {{ work: Work, out: string, ms: number, random: Random, counts: Counts }} run
 */
async function interrupt(folder, { work, out, ms, random, counts }) {
  const path = join(folder, out);
  if (!work.resume) mkdirSync(path);
  for (let i = 0; i < INTERRUPTIONS; i++) {
    const signal = random.pick(signals);
    const before = work.resume ? [] : readdirSync(path);
    const end = await ganport(folder, argsOf(folder, work, out), {
      signal,
      after: random.uniform() * ms * 1.1,
    });
    const saved = signal === 'SIGKILL' ? [] : [savedWith[signal]];
    checkEnd(end, [0, signal, ...saved], `${signal} number ${i}`);
    // A command that had ended before the signal does not count.
    if (end.signal !== null || end.code !== 0) counts[signal] = (counts[signal] ?? 0) + 1;
    if (!work.resume) checkTemporaries(path, { before, end });
    if (work.resume && random.uniform() < 0.3)
      await damageNewest(folder, { work, out, random, counts });
    // The signal may have come after the last write.
    if (end.code === 0 || (!work.resume && isThere(path))) break;
  }
  if (!work.resume && isThere(path)) return;
  const end = await ganport(folder, argsOf(folder, work, out));
  checkEnd(end, [0], 'the last start');
  if (!work.resume) checkTemporaries(path, { before: [], end });
}

/** Whether a command has written its result. @param {string} path */
const isThere = (path) => readdirSync(path).some((name) => !name.startsWith('.'));

/**
 * Only SIGKILL leaves temporaries, and a command that succeeds removes them.
 * @param {string} path @param {{ before: string[], end: import('./program.mjs').End }} command
 */
function checkTemporaries(path, { before, end }) {
  const hidden = readdirSync(path).filter((name) => name.startsWith('.'));
  const left = hidden.filter((name) => end.code === 0 || !before.includes(name));
  const killed = end.signal === 'SIGKILL';
  const [name] = left.filter((one) => !(killed && one.startsWith('.ganport-')));
  if (name !== undefined) throw new Error(`${name} is left after ${end.signal ?? 'its end'}`);
}

/** @param {string} folder @param {Work} work @param {string} out */
function argsOf(folder, work, out) {
  const begun = work.resume && existsSync(join(folder, out, 'config.json'));
  return [...work.args(out), ...(begun ? ['--resume'] : [])];
}

/**
 * Truncates, flips a bit of, or empties the newest checkpoint. With an older one the next start goes
 * on from that. Without one it must say so; the checkpoint is then restored.
 * @param {string} folder
 * @param {{ work: Work, out: string, random: Random, counts: Counts }} run
 */
async function damageNewest(folder, { work, out, random, counts }) {
  const checkpoints = join(folder, out, 'checkpoint');
  const names = existsSync(checkpoints) ? readdirSync(checkpoints) : [];
  const files = names.filter((name) => name.startsWith('step-')).toSorted();
  const newest = files.at(-1);
  if (newest === undefined) return;
  const path = join(checkpoints, newest);
  const bytes = readFileSync(path);
  const kind = random.pick(['truncated', 'flipped bit', 'empty']);
  if (kind === 'empty') truncateSync(path, 0);
  if (kind === 'truncated') truncateSync(path, random.below(bytes.length));
  if (kind === 'flipped bit') {
    const changed = Buffer.from(bytes);
    const at = random.below(bytes.length);
    changed[at] = (changed[at] ?? 0) ^ (1 << random.below(8));
    writeFileSync(path, changed);
  }
  counts[kind] = (counts[kind] ?? 0) + 1;
  if (files.length > 1) return;
  const end = await ganport(folder, argsOf(folder, work, out));
  checkEnd(end, [1], `a damaged only checkpoint (${kind})`);
  if (!end.stderr.includes('no checkpoint can be read')) throw new Error(end.stderr);
  writeFileSync(path, bytes);
}

/**
 * Trains on a disk that becomes full, makes it larger, and resumes.
 * @param {string} folder @param {Work} work @param {string} out @param {Random} random
 */
async function fillDisk(folder, work, out, random) {
  const size = `${40 + random.below(400)}k`;
  const command = [process.execPath, program, ...work.args('disk/run')];
  const script = [
    '"$@"; code=$?',
    'case $code in 0) ;; 1) mount -o remount,size=64m disk;',
    'if [ -e disk/run/config.json ]; then "$@" --resume || exit 98; else "$@" || exit 97; fi;;',
    '*) exit $code;; esac',
    `cp -r disk/run '${out}'`,
  ].join('\n');
  const end = await runCommand(folder, ['unshare', ...unshareArgs(size, command, script)]);
  checkEnd(end, [0], `a disk of ${size}`);
  const [first = ''] = end.stderr.split('\n').filter((line) => line.startsWith('ganport: '));
  if (first !== '' && !first.includes('the disk is full')) throw new Error(end.stderr);
}
