/** The resident memory of this process and of those it has started (proc(5); Linux only). */
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
/** @type {() => void} */
const collectGarbage = runInNewContext('gc');

/** The processes that this one has started, and theirs. @returns {{ pid: number, name: string }[]} */
export function descendants() {
  const all = readdirSync('/proc').flatMap((entry) => {
    const text = /^\d+$/.test(entry) ? read(`/proc/${entry}/stat`) : '';
    const [, pid, name = '', parent] = /^(\d+) \((.*)\) \S (\d+)/s.exec(text) ?? [];
    return pid === undefined ? [] : [{ pid: Number(pid), name, parent: Number(parent) }];
  });
  const family = new Set([process.pid]);
  for (let size = 0; size < family.size;) {
    size = family.size;
    for (const { pid, parent } of all) if (family.has(parent)) family.add(pid);
  }
  family.delete(process.pid);
  return all.filter(({ pid }) => family.has(pid));
}

/** The memory that is resident after garbage collection, in MiB. */
export async function residentMiB() {
  for (let i = 0; i < 3; i++) {
    collectGarbage();
    await sleep(100);
  }
  const pids = [process.pid, ...descendants().map(({ pid }) => pid)];
  const kib = pids.map((pid) => {
    const [, size = '0'] = /^VmRSS:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/status`)) ?? [];
    return Number(size);
  });
  return kib.reduce((a, b) => a + b, 0) / 1024;
}

/** A file of a process, which may have ended meanwhile. @param {string} path */
export function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** The most that memory may grow by, in MiB. */
const MOST_GROWTH = 64;

/**
 * Does something so often, and compares the memory after the first half with that at the end.
 * @param {number} count
 * @param {(from: number, to: number) => Promise<void>} work
 */
export async function withoutGrowth(count, work) {
  const first = Math.ceil(count / 2);
  await work(0, first);
  const before = await residentMiB();
  await work(first, count);
  const after = await residentMiB();
  const text = `${before.toFixed(0)} MiB after ${first}, ${after.toFixed(0)} MiB at the end`;
  if (after - before > MOST_GROWTH) throw new Error(`${text}: more than ${MOST_GROWTH} MiB`);
  return text;
}
