/**
 * The folder of a run: config.json, metrics.jsonl, warnings.jsonl, samples/, curves.svg,
 * checkpoint/ and generator.onnx. This file has the names, and how a run starts, resumes and is
 * removed; the contents belong to the writers of the files.
 */
import { isTemporaryName, readRegularFile, removeStaleTemporaries } from '@ganport/graph/internal';
import { appendFile, readdir, rm, rmdir, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { LabError, messageOf } from '../errors.ts';
import { cannotWrite, makeFolder, writeFileAtomic } from '../files/atomic-file.ts';
import { isLockName, lockFolder, type Lock } from '../files/lock.ts';
import { eventFileName } from '../tensorboard/event-store.ts';
import { readCheckpoint, type ReadCheckpoint, removeLater } from './checkpoint-files.ts';
import { truncateMetrics } from './metrics.ts';

/** The paths of a run's files. */
export interface RunFolder {
  readonly path: string;
  readonly config: string;
  readonly metrics: string;
  /** Exists only after a first warning. */
  readonly warnings: string;
  readonly samples: string;
  readonly curves: string;
  readonly checkpoint: string;
  /** Exists only with the setting tensorboard. */
  readonly tensorboard: string;
  readonly generator: string;
}

/** The paths of a run's files, whether they exist or not. */
export function runFolder(path: string): RunFolder {
  return {
    path,
    config: join(path, 'config.json'),
    metrics: join(path, 'metrics.jsonl'),
    warnings: join(path, 'warnings.jsonl'),
    samples: join(path, 'samples'),
    curves: join(path, 'curves.svg'),
    checkpoint: join(path, 'checkpoint'),
    tensorboard: join(path, 'tensorboard'),
    generator: join(path, 'generator.onnx'),
  };
}

/** The path of a network's ONNX file: generator.onnx, generator-AtoB.onnx. */
export function networkFile(run: RunFolder, network: string): string {
  return join(run.path, `${network}.onnx`);
}

const sampleName = /^step-(\d+)\.(?:png|wav|txt)$/;
const pictureName = /^step-(\d+)\.png$/;

/** The path of the samples of a step: samples/step-000200.png; of sounds also .wav, of text .txt. */
export function samplePath(run: RunFolder, step: number, extension = 'png'): string {
  return join(run.samples, `step-${String(step).padStart(6, '0')}.${extension}`);
}

/** The pictures of samples of a run, in the order of their steps; none where there is no folder. */
export async function listSamples(run: RunFolder): Promise<{ step: number; path: string }[]> {
  const names = (await readdir(run.samples, { withFileTypes: true }).catch(() => []))
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);
  return names
    .flatMap((name) => {
      const [, step] = pictureName.exec(name) ?? [];
      return step === undefined ? [] : [{ step: Number(step), path: join(run.samples, name) }];
    })
    .toSorted((a, b) => a.step - b.step);
}

/** A sheet of lines is small. */
const MAX_LINES_BYTES = 2 ** 20;

/** The lines of samples of a step; undefined where the run has no text of it. */
export async function readSampleLines(run: RunFolder, step: number): Promise<string[] | undefined> {
  const path = samplePath(run, step, 'txt');
  const bytes = await readRegularFile(path, MAX_LINES_BYTES).catch(() => undefined);
  return bytes && new TextDecoder().decode(bytes).replace(/\n$/, '').split('\n');
}

/** The folder of a new run. */
export interface NewRunFolder {
  readonly run: RunFolder;
  /** Removes the files that createRunFolder made, for a run that fails before its first step. */
  readonly discard: () => Promise<void>;
}

/**
 * Makes the folder of a new run and locks it, for the time that the run is worked on. Readers of a
 * run need no lock.
 *
 * @returns a lock that removes the folders it made when it is released, as far as they are empty
 * @throws LabError as checkNewRunFolder and lockFolder; nothing is left then
 */
export async function lockNewRunFolder(path: string): Promise<Lock> {
  try {
    await checkNewRunFolder(path);
  } catch (error) {
    // Where another start is at work, the error is that of its lock.
    if (!(await readdir(path).catch(() => [])).some(isLockName)) throw error;
  }
  const { made, lock } = await makeLockedFolder(path);
  const release = async (): Promise<void> => {
    await lock.release();
    await removeFolders(path, made);
  };
  try {
    await checkNewRunFolder(path); // Another run may have come and gone meanwhile.
    return { release };
  } catch (error) {
    await release();
    throw error;
  }
}

/** Other processes that give the folder up at the same time may remove it again. */
const MAKE_TRIES = 100;

async function makeLockedFolder(path: string) {
  for (let tries = 1; ; tries++) {
    const made = await makeFolder(path);
    try {
      return { made, lock: await lockFolder(path) };
    } catch (error) {
      if (tries === MAKE_TRIES || (await exists(path))) throw error;
    }
  }
}

/**
 * Creates the files of a new run, with its configuration. The folder must be missing or empty, so
 * that no file is overwritten. Lock it before with lockNewRunFolder.
 *
 * @param config anything JSON holds
 * @throws LabError 'run-exists' when the folder holds a run, 'not-empty' when it holds anything
 * else, 'cannot-write'; nothing is written then
 */
export async function createRunFolder(path: string, config: object): Promise<NewRunFolder> {
  const run = runFolder(path);
  await checkNewRunFolder(path);
  await makeFolder(path);
  await writeFileAtomic(run.config, `${JSON.stringify(config, undefined, 2)}\n`);
  await prepare(run);
  return {
    run,
    discard: async () => {
      await Promise.all([run.config, run.metrics].map((file) => rm(file, { force: true })));
      await Promise.all([run.samples, run.checkpoint].map(removeIfEmpty));
    },
  };
}

/**
 * Checks that a new run can use a folder: it is missing or empty.
 *
 * @throws LabError 'run-exists' when it holds a run, 'not-empty' when it holds anything else
 */
async function checkNewRunFolder(path: string): Promise<void> {
  const all = await readdir(path).catch((): string[] => []);
  // A run that was killed at its start may have left these.
  const names = all.filter((name) => !isLockName(name) && !isTemporaryName(name));
  if (names.length === 0) return;
  const { config, metrics } = runFolder(path);
  if ([config, metrics].every((file) => names.includes(basename(file)))) {
    const message = `${path}: already holds a run; resume it with --resume, or choose another folder`;
    throw new LabError('run-exists', message);
  }
  const shown = names.toSorted().slice(0, 3).join(', ');
  const more = names.length > 3 ? ', …' : '';
  const message = `${path}: holds other files (${shown}${more}); choose a new or an empty folder`;
  throw new LabError('not-empty', message);
}

/** The names of 65,536 classes fit. */
const MAX_CONFIG_BYTES = 2 ** 24;

/**
 * Opens the folder of a run and reads its configuration, which createPlan of core validates.
 *
 * @throws LabError 'not-found' when it is no run folder, 'corrupt-file' when config.json is not
 * JSON
 * @example
 * const { run, config } = await openRunFolder('runs/digits');
 * const rows = await readMetrics(run.metrics);
 */
export async function openRunFolder(path: string): Promise<{ run: RunFolder; config: unknown }> {
  const run = runFolder(path);
  let text: string;
  try {
    text = new TextDecoder().decode(await readRegularFile(run.config, MAX_CONFIG_BYTES));
  } catch (cause) {
    const missing = ['ENOENT', 'ENOTDIR'].includes(String((cause as NodeJS.ErrnoException).code));
    const problem = missing ? 'no config.json' : `config.json: ${messageOf(cause)}`;
    const message = `${path}: not the folder of a run (${problem}); check the path`;
    throw new LabError('not-found', message, { cause });
  }
  try {
    return { run, config: JSON.parse(text) };
  } catch (cause) {
    const message = `${run.config}: not JSON (${messageOf(cause)}); restore it`;
    throw new LabError('corrupt-file', message, { cause });
  }
}

/**
 * Resets a run's folder to its last whole checkpoint: it removes metrics, samples and
 * (damaged) checkpoints of later steps, and temporary files of killed writes. Without a checkpoint the run is at its start again.
 *
 * @returns the checkpoint; undefined when there is none yet
 * @throws LabError as readCheckpoint and truncateMetrics; nothing is removed then
 */
export async function rewindRunFolder(run: RunFolder): Promise<ReadCheckpoint | undefined> {
  await prepare(run);
  const checkpoint = await readCheckpoint(run.checkpoint);
  const step = checkpoint?.header.step ?? -1;
  await truncateMetrics(run.metrics, step);
  for (const name of await readdir(run.samples)) {
    const [, later] = sampleName.exec(name) ?? [];
    if (Number(later) > step) await rm(join(run.samples, name));
  }
  await removeLater(run.checkpoint, step);
  await Promise.all([run.path, run.samples, run.checkpoint].map(removeStaleTemporaries));
  return checkpoint;
}

/**
 * Removes a run: the files that ganport writes and then the folders that are empty. Files of other
 * names stay.
 *
 * @param networks the networks whose ONNX files the run exports
 * @throws LabError as lockFolder; nothing is removed then
 */
export async function removeRun(run: RunFolder, networks: readonly string[]): Promise<void> {
  const lock = await lockFolder(run.path);
  try {
    await removeFiles(run, networks);
  } finally {
    await lock.release();
  }
  await removeIfEmpty(run.path);
}

async function removeFiles(run: RunFolder, networks: readonly string[]): Promise<void> {
  const files = [run.config, run.metrics, run.warnings, run.curves];
  files.push(...networks.map((network) => networkFile(run, network)));
  files.push(...(await filesIn(run.samples, sampleName)));
  files.push(...(await filesIn(run.tensorboard, eventFileName)));
  files.push(...(await filesIn(run.checkpoint, /^step-\d+\.safetensors$/)));
  await Promise.all(files.map((file) => rm(file, { force: true })));
  await Promise.all([run.samples, run.checkpoint, run.tensorboard].map(removeIfEmpty));
}

/** The paths of the files in a folder whose names match; none when there is no such folder. */
async function filesIn(folder: string, pattern: RegExp): Promise<string[]> {
  if (!(await exists(folder))) return [];
  const names = await readdir(folder);
  return names.filter((name) => pattern.test(name)).map((name) => join(folder, name));
}

async function removeIfEmpty(folder: string): Promise<void> {
  await rmdir(folder).catch(() => undefined);
}

/** Removes a folder and those above it up to the first that was made, as far as they are empty. */
async function removeFolders(path: string, firstMade: string | undefined): Promise<void> {
  if (firstMade === undefined) return;
  const last = resolve(firstMade);
  for (let folder = resolve(path); folder.startsWith(last); folder = dirname(folder)) {
    await removeIfEmpty(folder);
  }
}

/** Creates the files and folders that are appended to or listed. */
async function prepare(run: RunFolder): Promise<void> {
  await makeFolder(run.samples);
  await makeFolder(run.checkpoint);
  try {
    const found = await stat(run.metrics).catch(() => undefined);
    // Opening a pipe waits for its reader.
    if (found && !found.isFile()) throw new Error('it is no regular file; remove it');
    await appendFile(run.metrics, '');
  } catch (cause) {
    throw cannotWrite(run.metrics, cause);
  }
}

/** Whether a path is the folder of a run. */
export function isRunFolder(path: string): Promise<boolean> {
  return exists(runFolder(path).config);
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch {
    return false;
  }
}
