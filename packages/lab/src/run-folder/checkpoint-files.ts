/**
 * The checkpoints of a run as files, `step-000200.safetensors`. The last two stay, so that a run
 * that is killed at any moment has a whole one.
 */
import { lstat, readdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { type Checkpoint, CoreError, decodeCheckpoint, encodeCheckpoint } from '@ganport/core';
import { readRegularFile } from '@ganport/graph/internal';
import { LabError, messageOf } from '../errors.ts';
import { makeFolder, writeFileAtomic } from '../files/atomic-file.ts';

export interface ReadCheckpoint extends Checkpoint {
  readonly path: string;
  /** The errors of newer checkpoints, which are damaged or no files. */
  readonly damaged: readonly (CoreError | LabError)[];
}

/**
 * Writes a checkpoint and removes all but the one before it. A run killed at any moment in between
 * leaves at least one whole checkpoint.
 *
 * @returns the file's path
 * @throws LabError 'cannot-write'; the earlier checkpoints are then untouched
 */
export async function writeCheckpoint(folder: string, checkpoint: Checkpoint): Promise<string> {
  const { step } = checkpoint.header;
  await makeFolder(folder);
  const path = join(folder, `step-${String(step).padStart(6, '0')}.safetensors`);
  await writeFileAtomic(path, await encodeCheckpoint(checkpoint));
  const all = await listCheckpoints(folder);
  const previous = await firstFile(all.filter((file) => file.step < step));
  await removeFiles(
    all.map((file) => file.path).filter((file) => ![path, previous].includes(file)),
  );
  return path;
}

/**
 * Removes the checkpoints of later steps: damaged ones, which a resumed run has passed over. One of
 * them would later stay as the one before the newest, in place of a whole one.
 */
export async function removeLater(folder: string, step: number): Promise<void> {
  const all = await listCheckpoints(folder);
  await removeFiles(all.filter((file) => file.step > step).map(({ path }) => path));
}

/** A folder of a checkpoint's name is none of ganport's, and stays. */
async function removeFiles(paths: readonly string[]): Promise<void> {
  await Promise.all(paths.map((path) => unlink(path).catch(() => undefined)));
}

/** The first that is a regular file. */
async function firstFile(files: readonly { readonly path: string }[]): Promise<string | undefined> {
  for (const { path } of files) {
    if ((await lstat(path).catch(() => undefined))?.isFile()) return path;
  }
  return undefined;
}

/** The most times that a folder is listed while a run that trains replaces its checkpoints. */
const LISTINGS = 10;

/**
 * Reads the newest whole checkpoint of a folder. A damaged one is passed over for the one before it;
 * one that the system cannot read is an error, because it may be whole.
 *
 * @param folder the folder `checkpoint` of a run
 * @returns undefined when the folder has no checkpoint
 * @throws LabError 'corrupt-file' when all checkpoints are damaged, 'not-found' when the system
 * cannot read one; CoreError 'bad-config' when one is of a format or a ganport that this version
 * does not know
 * @example
 * const { run } = await openRunFolder('runs/digits');
 * const checkpoint = await readCheckpoint(run.checkpoint);
 */
export async function readCheckpoint(folder: string): Promise<ReadCheckpoint | undefined> {
  for (let listing = 1; ; listing++) {
    try {
      return await readListed(await listCheckpoints(folder));
    } catch (error) {
      // A run that trains has removed a file since it was listed.
      if (!(error instanceof Gone)) throw error;
      if (listing === LISTINGS) throw new LabError('not-found', error.message, { cause: error });
    }
  }
}

/** What is passed over for the older checkpoint, as lines for people. */
export function damageWarnings({ damaged, header }: ReadCheckpoint): string[] {
  return damaged.map(({ message }) => `${message}; step ${header.step} is used instead`);
}

class Gone extends Error {}

async function readListed(
  files: readonly { readonly path: string }[],
): Promise<ReadCheckpoint | undefined> {
  const damaged: (CoreError | LabError)[] = [];
  for (const { path } of files) {
    try {
      return { ...(await decodeCheckpoint(await readCheckpointFile(path), path)), path, damaged };
    } catch (error) {
      const known = error instanceof CoreError || error instanceof LabError;
      if (!known || error.code !== 'corrupt-file') throw error;
      damaged.push(error);
    }
  }
  if (damaged.length === 0) return undefined;
  const reasons = damaged.map((error) => error.message).join('; ');
  throw new LabError('corrupt-file', `no checkpoint can be read: ${reasons}; train a new run`);
}

/** @throws Gone; LabError 'corrupt-file' for anything but a file, 'not-found' */
async function readCheckpointFile(path: string): Promise<Uint8Array> {
  try {
    return await readRegularFile(path);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    if (code === undefined) throw damagedFile(path, messageOf(cause), cause);
    if (code === 'ENXIO') throw damagedFile(path, 'it is a socket, not a regular file', cause);
    if (code === 'ELOOP') throw damagedFile(path, 'it is a link that leads to itself', cause);
    if (code !== 'ENOENT') {
      const message = `${path}: cannot be read (${messageOf(cause)}); check its permissions and the disk`;
      throw new LabError('not-found', message, { cause });
    }
    const isLink = await lstat(path).then(
      () => true,
      () => false,
    );
    if (isLink) throw damagedFile(path, 'it is a link that leads nowhere', cause);
    throw new Gone(`${path}: was removed while it was read; try again`);
  }
}

function damagedFile(path: string, problem: string, cause: unknown): LabError {
  return new LabError('corrupt-file', `${path}: ${problem}`, { cause });
}

/** The checkpoint files of a folder, newest step first. @throws LabError 'not-found' */
async function listCheckpoints(folder: string): Promise<{ step: number; path: string }[]> {
  const names = await readdir(folder).catch((cause: NodeJS.ErrnoException): string[] => {
    // A run that was killed at its start has no such folder.
    if (cause.code === 'ENOENT') return [];
    const message = `${folder}: cannot be read (${cause.message}); check the path`;
    throw new LabError('not-found', message, { cause });
  });
  return names
    .flatMap((name) => {
      const [, step] = /^step-(\d+)\.safetensors$/.exec(name) ?? [];
      return step === undefined ? [] : [{ step: Number(step), path: join(folder, name) }];
    })
    .toSorted((a, b) => b.step - a.step);
}
