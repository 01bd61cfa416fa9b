/**
 * A lock of a folder: the file .ganport-lock, which names the process that works in the folder. It
 * is removed when the work or the process ends. The lock of a killed process is recognized, because
 * its owner does not run any more, and the next process takes it over. A lock that another host or
 * container holds cannot be judged from here, and is respected.
 *
 * The file gets its content and its name in one step, so it is never seen half-written. It is held
 * for as long as its owner runs, however busy the owner is; locks that expire unless they are
 * refreshed would be lost by a process whose event loop is blocked by a long step.
 */
import { rmSync } from 'node:fs';
import { link, readdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  atExit,
  openTemporary,
  type Owner,
  readRegularFile,
  stateOf,
  thisProcess,
} from '@ganport/graph/internal';
import * as z from 'zod';
import { LabError } from '../errors.ts';
import { cannotWrite } from './atomic-file.ts';

export interface Lock {
  release(): Promise<void>;
}

const LOCK = '.ganport-lock';

const holderSchema = z.object({
  id: z.uuid(),
  host: z.string(),
  space: z.string(),
  pid: z.int().positive(),
  started: z.string(),
  /** When the lock was taken, for people. */
  since: z.string(),
});

type Holder = Owner & z.infer<typeof holderSchema>;

/** Reading a lock, and waiting for another process that takes over the same lock. */
const RETRIES = 100;
const RETRY_MS = 20;

/** Systems and file systems without hard links. */
const noLinks = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'];

/** Whether a name is that of a lock or of a claim to take one over. */
export const isLockName = (name: string): boolean => name.startsWith(LOCK);

/**
 * Locks an existing folder for this process, until it is released.
 *
 * @throws LabError 'in-use' when another process or another call in this process holds the lock,
 * 'cannot-write'
 */
export async function lockFolder(folder: string): Promise<Lock> {
  const path = join(folder, LOCK);
  const me = await newHolder();
  const other = await take(folder, path, me);
  if (other) throw inUse(folder, path, other, await stateOf(other));
  const whole = resolve(path);
  const forget = atExit(() => rmSync(whole, { force: true }));
  await removeStaleClaims(folder);
  return {
    async release() {
      forget();
      // A lock that was removed by hand may have another holder by now.
      if ((await readHolder(path).catch(() => undefined))?.id === me.id) {
        await rm(path, { force: true });
      }
    },
  };
}

/** The process that works in a folder. */
export interface LockHolder {
  readonly pid: number;
  readonly host: string;
  /** When it took the lock, in ISO 8601. */
  readonly since: string;
  /** Whether it runs on this machine, as far as the system tells; not so on another host or container. */
  readonly isKnown: boolean;
}

/**
 * The process that works in a folder; undefined when there is none, or when it has ended. Nothing is
 * written.
 *
 * @throws LabError 'in-use' for a lock that names no process
 */
export async function readLock(folder: string): Promise<LockHolder | undefined> {
  const holder = await readHolder(join(folder, LOCK));
  if (!holder) return undefined;
  const state = await stateOf(holder);
  if (state === 'ended') return undefined;
  const { pid, host, since, started } = holder;
  // Linux tells when each process started, and so whether a number belongs to the same process.
  const isCertain = started !== '' || process.platform !== 'linux';
  return { pid, host, since, isKnown: state === 'running' && isCertain };
}

async function newHolder(): Promise<Holder> {
  const owner = await thisProcess();
  return { id: crypto.randomUUID(), ...owner, since: new Date().toISOString() };
}

/**
 * Creates the lock file, or takes it over from a process that has ended. Two processes that take
 * over the same lock must not remove each other's: who removes it holds a claim, which is itself a
 * lock, named after the id of the lock that it is about, and looks again at what it removes.
 *
 * @returns the holder when the lock stays with another one
 */
async function take(folder: string, path: string, me: Holder): Promise<Holder | undefined> {
  let other: Holder | undefined;
  for (let tries = 0; tries < RETRIES; tries++) {
    if (await create(folder, path, me)) return undefined;
    other = await readHolder(path);
    if (!other) continue; // It was released meanwhile.
    if (other.id === me.id) return undefined;
    if ((await stateOf(other)) !== 'ended') return other;
    const claim = `${path}.${other.id}`;
    const rival = await take(folder, claim, await newHolder());
    if (rival) {
      other = rival;
      await sleep(RETRY_MS); // Another process is taking it over.
      continue;
    }
    try {
      if ((await readHolder(path))?.id === other.id) await rm(path, { force: true });
    } finally {
      await rm(claim, { force: true });
    }
  }
  return other ?? me;
}

/** @returns false when the file exists already */
async function create(folder: string, path: string, holder: Holder): Promise<boolean> {
  const text = `${JSON.stringify(holder)}\n`;
  const temporary = await openTemporary(folder);
  try {
    await writeFile(temporary.path, text, { flag: 'wx' });
    await link(temporary.path, path).catch(async (error: NodeJS.ErrnoException) => {
      if (!noLinks.includes(error.code ?? '')) throw error;
      await writeFile(path, text, { flag: 'wx' });
    });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw cannotWrite(path, error);
  } finally {
    await temporary.remove();
  }
}

/** A lock has a few fields. */
const MAX_BYTES = 65_536;

/**
 * @returns undefined when there is no such file
 * @throws LabError 'in-use' for a file with other content
 */
async function readHolder(path: string): Promise<Holder | undefined> {
  let problem: unknown;
  // Without hard links a lock is empty for a moment.
  for (let tries = 0; tries < RETRIES; tries++) {
    try {
      return holderSchema.parse(
        JSON.parse(new TextDecoder().decode(await readRegularFile(path, MAX_BYTES))),
      );
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
      problem = error;
    }
    await sleep(RETRY_MS);
  }
  const message = `${path}: a lock that names no process; delete it if no other ganport works in its folder`;
  throw new LabError('in-use', message, { cause: problem });
}

function inUse(folder: string, path: string, holder: Holder, state: string): LabError {
  const { pid, host, since } = holder;
  const message =
    state === 'unknown'
      ? `${folder}: in use by process ${pid} of ${host}, another host or container, since ${since}; if that process has ended, delete ${path}`
      : `${folder}: in use by process ${pid} since ${since}; wait until it ends, or choose another folder`;
  return new LabError('in-use', message);
}

/** Claims of processes that were killed while they took over a lock that is gone by now. */
async function removeStaleClaims(folder: string): Promise<void> {
  const claims = (await readdir(folder)).filter((name) => isLockName(name) && name !== LOCK);
  for (const name of claims) {
    const holder = await readHolder(join(folder, name)).catch(() => undefined);
    if (holder && (await stateOf(holder)) === 'ended')
      await rm(join(folder, name), { force: true });
  }
}
