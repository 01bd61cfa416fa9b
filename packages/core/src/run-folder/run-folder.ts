/**
 * The folder a run leaves: config.json, metrics.jsonl, samples/, curves.svg, checkpoint/ and
 * generator.onnx. This file knows the names and what starting and resuming do to them; what the
 * files hold is their writers' business.
 */
import { appendFile, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CoreError, messageOf } from '../errors.ts';
import { cannotWrite, makeFolder, removeTemporaries, writeFileAtomic } from './atomic-file.ts';
import { readCheckpoint, type ReadCheckpoint } from './checkpoint.ts';
import { truncateMetrics } from './metrics.ts';

/** The paths of a run's files. */
export interface RunFolder {
  readonly path: string;
  readonly config: string;
  readonly metrics: string;
  readonly samples: string;
  readonly curves: string;
  readonly checkpoint: string;
  readonly generator: string;
}

/** The names of a run's files; nothing needs to be there. */
export function runFolder(path: string): RunFolder {
  return {
    path,
    config: join(path, 'config.json'),
    metrics: join(path, 'metrics.jsonl'),
    samples: join(path, 'samples'),
    curves: join(path, 'curves.svg'),
    checkpoint: join(path, 'checkpoint'),
    generator: join(path, 'generator.onnx'),
  };
}

/** Where a network's ONNX file is: generator.onnx, generator-AtoB.onnx. */
export function networkFile(run: RunFolder, network: string): string {
  return join(run.path, `${network}.onnx`);
}

/** Where the grid of samples of a step is: samples/step-000200.png. */
export function samplePath(run: RunFolder, step: number): string {
  return join(run.samples, `step-${String(step).padStart(6, '0')}.png`);
}

/**
 * Makes the folder of a new run and writes its configuration.
 *
 * @param config anything JSON holds
 * @throws CoreError 'run-exists' when the folder holds a run, 'cannot-write'
 */
export async function createRunFolder(path: string, config: object): Promise<RunFolder> {
  const run = runFolder(path);
  await makeFolder(path);
  for (const file of [run.config, run.metrics, run.checkpoint]) {
    if (await exists(file)) {
      const message = `${path}: already holds a run; resume it, or choose another folder`;
      throw new CoreError('run-exists', message);
    }
  }
  await writeFileAtomic(run.config, `${JSON.stringify(config, undefined, 2)}\n`);
  await prepare(run);
  return run;
}

/**
 * Opens the folder of a run and reads its configuration, for its owner to validate.
 *
 * @throws CoreError 'not-found' when it is no run folder, 'corrupt-file' when config.json is not JSON
 */
export async function openRunFolder(path: string): Promise<{ run: RunFolder; config: unknown }> {
  const run = runFolder(path);
  let text: string;
  try {
    text = await readFile(run.config, 'utf8');
  } catch (cause) {
    const message = `${path}: not the folder of a run (no config.json); check the path`;
    throw new CoreError('not-found', message, { cause });
  }
  try {
    return { run, config: JSON.parse(text) };
  } catch (cause) {
    const message = `${run.config}: not JSON (${messageOf(cause)}); restore it`;
    throw new CoreError('corrupt-file', message, { cause });
  }
}

/**
 * Takes a run's folder back to its last whole checkpoint: metrics and samples of later steps go, and
 * what a killed write left. Without a checkpoint the run goes back to its start.
 *
 * @returns the checkpoint; undefined when there is none yet
 * @throws CoreError as readCheckpoint and truncateMetrics; nothing is removed then
 */
export async function rewindRunFolder(run: RunFolder): Promise<ReadCheckpoint | undefined> {
  await prepare(run);
  const checkpoint = await readCheckpoint(run.checkpoint);
  const step = checkpoint?.header.step ?? -1;
  await truncateMetrics(run.metrics, step);
  for (const name of await readdir(run.samples)) {
    const [, later] = /^step-(\d+)\.png$/.exec(name) ?? [];
    if (Number(later) > step) await rm(join(run.samples, name));
  }
  await Promise.all([run.path, run.samples, run.checkpoint].map(removeTemporaries));
  return checkpoint;
}

/** Takes away the folder of a run that never began; what else lies in it stays. */
export async function discardRunFolder(run: RunFolder): Promise<void> {
  const { path, ...files } = run;
  for (const file of Object.values(files)) await rm(file, { recursive: true, force: true });
  await removeTemporaries(path);
  if ((await readdir(path)).length === 0) await rm(path, { recursive: true });
}

/** Everything that is appended to or listed is there from the start. */
async function prepare(run: RunFolder): Promise<void> {
  await makeFolder(run.samples);
  await makeFolder(run.checkpoint);
  try {
    await appendFile(run.metrics, '');
  } catch (cause) {
    throw cannotWrite(run.metrics, cause);
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch {
    return false;
  }
}
