/**
 * Checkpoints: everything a run needs to go on as if it had never stopped, one safetensors file
 * each, `step-000200.safetensors`, with a digest of its content. The last two are kept, so that
 * whatever moment a run dies at, a whole one is there.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { TensorMap } from '@ganport/runtime';
import * as z from 'zod';
import { CoreError, messageOf } from '../errors.ts';
import { makeFolder, removeTemporaries, writeFileAtomic } from './atomic-file.ts';
import { bytesOf, decodeSafetensors, encodeSafetensors } from './safetensors.ts';

/** Raised when a reader of this version could not read what is written. */
const VERSION = '1';
const FORMAT = 'ganport-checkpoint';

const headerSchema = z.object({
  /** Steps done. */
  step: z.int().nonnegative(),
  seed: z.int().nonnegative(),
  /** hashConfig of what must not change between start and resume. */
  configHash: z.string(),
  /** How numbers follow from the seed and the step: RANDOMNESS. That is all the random state. */
  randomness: z.string(),
  /** What the order of the data follows from, beside the seed and the step. */
  dataOrder: z.object({ dataset: z.string(), size: z.int(), batchSize: z.int() }),
  /** Versions of ganport, tfjs, ONNX Runtime, Node …, for people. */
  versions: z.record(z.string(), z.string()),
});

export type CheckpointHeader = Readonly<z.infer<typeof headerSchema>>;

export interface Checkpoint {
  readonly header: CheckpointHeader;
  /** Weights, optimiser states and batch-norm statistics, by variable name. */
  readonly tensors: TensorMap;
}

export interface ReadCheckpoint extends Checkpoint {
  readonly path: string;
  /** Newer checkpoints that were passed over, each with what is wrong with it. */
  readonly damaged: readonly CoreError[];
}

/**
 * Writes a checkpoint and removes all but the one before it. A run killed at any moment in between
 * leaves at least one whole checkpoint.
 *
 * @returns the file's path
 * @throws CoreError 'cannot-write'; the checkpoints there before are then untouched
 */
export async function writeCheckpoint(
  folder: string,
  { header, tensors }: Checkpoint,
): Promise<string> {
  await makeFolder(folder);
  const text = JSON.stringify(header);
  const metadata = {
    format: FORMAT,
    version: VERSION,
    header: text,
    sha256: digest(VERSION, text, tensors),
  };
  const path = join(folder, `step-${String(header.step).padStart(6, '0')}.safetensors`);
  await writeFileAtomic(path, encodeSafetensors({ tensors, metadata }));
  const all = await listCheckpoints(folder);
  const previous = all.find(({ step }) => step < header.step);
  const old = all.filter(({ step }) => step !== header.step && step !== previous?.step);
  await Promise.all(old.map((file) => rm(file.path, { force: true })));
  await removeTemporaries(folder);
  return path;
}

/**
 * Reads the newest whole checkpoint of a folder; undefined when it has none.
 *
 * @throws CoreError 'corrupt-file' when there are checkpoints and all are damaged, 'bad-config' when
 * one is of a format this version does not know
 */
export async function readCheckpoint(folder: string): Promise<ReadCheckpoint | undefined> {
  const files = await listCheckpoints(folder);
  const damaged: CoreError[] = [];
  for (const { path } of files) {
    try {
      return { ...decodeCheckpoint(await readFile(path), path), path, damaged };
    } catch (error) {
      if (!(error instanceof CoreError) || error.code !== 'corrupt-file') throw error;
      damaged.push(error);
    }
  }
  if (damaged.length === 0) return undefined;
  const reasons = damaged.map((error) => error.message).join('; ');
  throw new CoreError('corrupt-file', `no checkpoint can be read: ${reasons}; start the run again`);
}

/** @throws CoreError 'corrupt-file' or 'bad-config' as readCheckpoint */
function decodeCheckpoint(bytes: Uint8Array, path: string): Checkpoint {
  const { tensors, metadata } = decodeSafetensors(bytes, path);
  if (metadata['format'] !== FORMAT) {
    throw new CoreError('corrupt-file', `${path}: a safetensors file, but not a checkpoint`);
  }
  const { version = '', header: text = '', sha256 } = metadata;
  if (sha256 !== digest(version, text, tensors)) {
    throw new CoreError('corrupt-file', `${path}: damaged: its content does not match its SHA-256`);
  }
  if (version !== VERSION) {
    const message = `${path}: checkpoint format ${version}, this version reads ${VERSION}; use the ganport that wrote it`;
    throw new CoreError('bad-config', message);
  }
  try {
    return { header: headerSchema.parse(JSON.parse(text)), tensors };
  } catch (cause) {
    const message = `${path}: not a header of a checkpoint (${messageOf(cause).replaceAll(/\s+/g, ' ')})`;
    throw new CoreError('corrupt-file', message, { cause });
  }
}

/** SHA-256 over the header and every tensor, wherever the file keeps them; of every version. */
function digest(version: string, header: string, tensors: TensorMap): string {
  const hash = createHash('sha256').update(JSON.stringify([version, header]));
  for (const [name, tensor] of Object.entries(tensors).toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    hash.update(JSON.stringify([name, tensor.dtype, tensor.dims])).update(bytesOf(tensor));
  }
  return hash.digest('hex');
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
