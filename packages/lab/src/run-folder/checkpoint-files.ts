/**
 * The checkpoints of a run as files, `step-000200.safetensors`. The last two stay, so that a run
 * that is killed at any moment has a whole one.
 */
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Checkpoint, CoreError, decodeCheckpoint, encodeCheckpoint } from '@ganport/core';
import { LabError } from '../errors.ts';
import { makeFolder, writeFileAtomic } from '../files/atomic-file.ts';

export interface ReadCheckpoint extends Checkpoint {
  readonly path: string;
  /** The errors of newer checkpoints that cannot be read. */
  readonly damaged: readonly CoreError[];
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
  const previous = all.find((file) => file.step < step);
  const old = all.filter((file) => file.step !== step && file.step !== previous?.step);
  await Promise.all(old.map((file) => rm(file.path, { force: true })));
  return path;
}

/**
 * Reads the newest whole checkpoint of a folder.
 *
 * @param folder the folder `checkpoint` of a run
 * @returns undefined when the folder has no checkpoint
 * @throws LabError 'corrupt-file' when all checkpoints are damaged; CoreError 'bad-config' when one
 * is of a format that this version does not know
 * @example
 * const { run } = await openRunFolder('runs/digits');
 * const checkpoint = await readCheckpoint(run.checkpoint);
 */
export async function readCheckpoint(folder: string): Promise<ReadCheckpoint | undefined> {
  const damaged: CoreError[] = [];
  for (const { path } of await listCheckpoints(folder)) {
    try {
      return { ...(await decodeCheckpoint(await readFile(path), path)), path, damaged };
    } catch (error) {
      if (!(error instanceof CoreError) || error.code !== 'corrupt-file') throw error;
      damaged.push(error);
    }
  }
  if (damaged.length === 0) return undefined;
  const reasons = damaged.map((error) => error.message).join('; ');
  throw new LabError('corrupt-file', `no checkpoint can be read: ${reasons}; train a new run`);
}

/** The checkpoint files of a folder, newest step first. */
async function listCheckpoints(folder: string): Promise<{ step: number; path: string }[]> {
  const names = await readdir(folder);
  return names
    .flatMap((name) => {
      const [, step] = /^step-(\d+)\.safetensors$/.exec(name) ?? [];
      return step === undefined ? [] : [{ step: Number(step), path: join(folder, name) }];
    })
    .toSorted((a, b) => b.step - a.step);
}
