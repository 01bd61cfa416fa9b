/**
 * The guarded side of the campaign: runs cases of any target in this process and reports failures. It
 * announces each case in a file before it runs it, so that the parent knows which one hung or crashed.
 */
import { mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { caseOf } from './case.mjs';
import { isDeliberate } from './target.mjs';
import { loadTarget } from './targets.mjs';

/** @typedef {{ target: string, seed: number, first: number, milliseconds: number, most: number }} Job */
/** @typedef {{ index: number, bytes: string, what: string, stack: string }} Failure */

const announced = openSync(process.argv[2] ?? '', 'w');
const folder = mkdtempSync(join(tmpdir(), 'ganport-fuzz-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

/** @type {Map<string, import('./target.mjs').OpenTarget>} */
const opened = new Map();

/** @param {string} name */
async function openTarget(name) {
  let target = opened.get(name);
  if (!target) {
    const own = mkdtempSync(join(folder, `${name}-`));
    opened.set(name, (target = await (await loadTarget(name)).open(own)));
  }
  return target;
}

/** @param {number} index */
function announce(index) {
  const text = new BigUint64Array([BigInt(index + 1)]);
  writeSync(announced, text, 0, 8, 0);
}

/** @param {import('./target.mjs').OpenTarget} target @param {Uint8Array} bytes */
async function attempt(target, bytes) {
  try {
    await target.run(bytes);
    return undefined;
  } catch (thrown) {
    return isDeliberate(thrown) ? undefined : thrown;
  }
}

/** What tells two failures apart: the error without what it quotes. @param {unknown} thrown */
function signature(thrown) {
  const error = thrown instanceof Error ? thrown : new Error(inspect(thrown));
  const place = /\n\s+at .*?([\w-]+\.m?js:\d+)/.exec(error.stack ?? '')?.[1] ?? '';
  return `${error.name} at ${place}: ${error.message.replaceAll(/"[^"]*"|\d+/g, '…').slice(0, 80)}`;
}

/**
 * Removes parts of the input as long as the same failure remains.
 * @param {import('./target.mjs').OpenTarget} target @param {Uint8Array} bytes @param {string} wanted
 */
async function minimized(target, bytes, wanted) {
  let best = bytes;
  const until = performance.now() + 2000;
  for (let size = Math.ceil(best.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let at = 0; at < best.length && performance.now() < until;) {
      const shorter = Buffer.concat([best.subarray(0, at), best.subarray(at + size)]);
      const thrown = await attempt(target, shorter);
      if (thrown !== undefined && signature(thrown) === wanted) best = shorter;
      else at += size;
    }
  }
  return best;
}

/** @param {Job} job */
async function work({ target: name, seed, first, milliseconds, most }) {
  const target = await openTarget(name);
  const until = performance.now() + milliseconds;
  let index = first;
  for (; index < first + most && performance.now() < until; index++) {
    announce(index);
    const bytes = caseOf(target, name, seed, index);
    const thrown = await attempt(target, bytes);
    if (thrown === undefined) continue;
    const what = signature(thrown);
    const small = await minimized(target, bytes, what);
    const stack = inspect(thrown);
    process.send?.({
      failure: { index, bytes: Buffer.from(small).toString('base64'), what, stack },
    });
  }
  announce(-1);
  process.send?.({ next: index });
}

process.on('message', (/** @type {Job | { target: string, bytes: string }} */ job) => {
  if ('bytes' in job) {
    void openTarget(job.target)
      .then((target) => target.run(Buffer.from(job.bytes, 'base64')))
      .then(
        () => process.send?.({ outcome: 'passed' }),
        (thrown) =>
          process.send?.({
            outcome: isDeliberate(thrown) ? 'refused' : 'failed',
            stack: inspect(thrown),
          }),
      );
    return;
  }
  void work(job).catch((thrown) => {
    console.error(thrown);
    process.exit(3);
  });
});
process.on('disconnect', () => process.exit(0));
// The parent decides when a campaign that a terminal interrupts ends.
process.on('SIGINT', () => {});
