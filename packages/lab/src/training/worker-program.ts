/**
 * A run as files for workers in other programs: the graphs of its step, the schedule, the data. The Python
 * package in integrations/ray trains with them, and writes checkpoints of the run.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Batches,
  type BatchSource,
  CoreError,
  type GanVariant,
  planForData,
  resumePlan,
  type TrainSettings,
} from '@ganport/core';
import {
  checkResumable,
  encodeSafetensors,
  exportWorkerProgram,
  headerOf,
  scaleBytes,
} from '@ganport/core/internal';
import type { HostTensor } from '@ganport/runtime';
import { LabError } from '../errors.ts';
import { makeFolder } from '../files/atomic-file.ts';
import { lockFolder } from '../files/lock.ts';
import { statInput } from '../files/read-input.ts';
import { writeWholeFolder } from '../files/whole-folder.ts';
import { storedVariant } from '../models/variant-file.ts';
import { readCheckpoint } from '../run-folder/checkpoint-files.ts';
import { openRunFolder } from '../run-folder/run-folder.ts';
import { openBatches } from './open-batches.ts';

/** The format of program.json, which the Python package checks. */
const FORMAT = 'ganport-workers/1';

/** The most bytes of data that are written, as float32. */
const MOST_DATA = 2 ** 33;

export interface ProgramPlace {
  /** The variant that the run's settings name, where it is none of ganport's. */
  readonly variant?: GanVariant | undefined;
}

export interface WrittenProgram {
  readonly folder: string;
  /** The step from which training goes on. */
  readonly firstStep: number;
  readonly steps: number;
}

/**
 * Writes `ray/` into a run folder, for `settings.workers` workers.
 *
 * @param path a run with a checkpoint
 * @param settings changes of the run's settings: steps, workers, syncBatchNorm, providers
 * @throws LabError 'not-found' where the run has no checkpoint, 'in-use' while it is trained, 'cannot-write';
 * CoreError 'bad-argument' for a batch that cannot be divided, and for data that are drawn or changed at random in
 * a way that only ganport has, as slices of sounds and rows of tables
 * @example
 * await writeWorkerProgram('runs/digits', { variant: 'dcgan', workers: 4, steps: 20_000 });
 */
export async function writeWorkerProgram(
  path: string,
  settings: Partial<TrainSettings>,
  { variant }: ProgramPlace = {},
): Promise<WrittenProgram> {
  const { run, config: stored } = await openRunFolder(path);
  const own = storedVariant(stored, variant);
  const asked = resumePlan(stored, { ...(stored as TrainSettings), ...settings }, own);
  const checkpoint = await readCheckpoint(run.checkpoint);
  if (!checkpoint) {
    throw new LabError('not-found', `${path}: has no checkpoint; train it with --steps 1 first`);
  }
  const lock = await lockFolder(path);
  try {
    const batches = await openBatches(asked);
    const plan = planForData(asked, batches);
    const sources = sourcesOf(batches);
    const { workers, syncBatchNorm, providers, steps, checkpointEvery } = plan.config;
    const { graphs, ...program } = await exportWorkerProgram(plan, await batches.read(0), {
      workers,
      synchronized: syncBatchNorm,
      convolution: providers?.[0] === 'cuda' ? 'direct' : 'cpu',
    });
    const header = await headerOf({ plan, batches }, checkpoint.header.step);
    checkResumable(checkpoint.header, header);
    const drawn = Object.fromEntries(
      Object.entries(sources).map(([name, { order, crop }]) => [name, { order, crop }]),
    );
    const text = { format: FORMAT, ...program, sources: drawn, steps, checkpointEvery, header };
    const data = encodeSafetensors({ tensors: await samplesOf(sources), metadata: {} });
    const folder = join(path, 'ray');
    await writeWholeFolder(
      folder,
      async (temporary) => {
        await makeFolder(join(temporary, 'graphs'));
        for (const [name, bytes] of Object.entries(graphs)) {
          await writeFile(join(temporary, 'graphs', `${name}.onnx`), bytes);
        }
        await writeFile(join(temporary, 'data.safetensors'), data);
        await writeFile(join(temporary, 'program.json'), JSON.stringify(text));
      },
      // What an earlier call wrote.
      (whole) =>
        statInput(join(whole, 'program.json')).then(
          (found) => found.isFile(),
          () => false,
        ),
    );
    return { folder, firstStep: checkpoint.header.step, steps };
  } finally {
    await lock.release();
  }
}

/** @throws CoreError 'bad-argument' for data that only ganport reads, 'data-mismatch' for too many */
function sourcesOf({ dataset, sources }: Batches): Readonly<Record<string, BatchSource>> {
  const instead = 'train it with ganport train --workers';
  if (!sources) {
    const message = `${dataset}: is drawn or changed at random in a way that only ganport has; ${instead}`;
    throw new CoreError('bad-argument', message);
  }
  const values = Object.values(sources).map(({ dims }) => dims.reduce((a, b) => a * b));
  const bytes = values.reduce((a, b) => a + b) * Float32Array.BYTES_PER_ELEMENT;
  if (bytes > MOST_DATA) {
    const message = `${dataset}: has ${bytes} bytes as float32, and a program at most ${MOST_DATA}; ${instead}`;
    throw new CoreError('data-mismatch', message);
  }
  return sources;
}

/** All samples in their order, as bytes where they are made of bytes. */
async function samplesOf(
  sources: Readonly<Record<string, BatchSource>>,
): Promise<Record<string, HostTensor>> {
  const tensors: Record<string, HostTensor> = {};
  for (const [name, source] of Object.entries(sources)) {
    tensors[name] = asBytes(await source.readAll());
  }
  return tensors;
}

function asBytes(tensor: HostTensor): HostTensor {
  if (tensor.dtype !== 'float32') return tensor;
  const values = tensor.data as Float32Array;
  const data = Uint8Array.from(values, (value) => Math.round((value + 1) * 127.5));
  const again = new Float32Array(values.length);
  scaleBytes(data, again, 0);
  return again.every((value, i) => value === values[i])
    ? { dtype: 'uint8', dims: tensor.dims, data }
    : tensor;
}
