/** The networks of a run folder: as tfjs models, and as the ONNX files that a run leaves. */
import {
  createPlan,
  exportNetwork,
  generatorsOf,
  type GanVariant,
  type Plan,
  trainedNetwork,
  type TrainedNetwork,
} from '@ganport/core';
import { LabError } from '../errors.ts';
import { writeFileAtomic } from '../files/atomic-file.ts';
import { readCheckpoint } from '../run-folder/checkpoint-files.ts';
import { storedVariant } from './variant-file.ts';
import { networkFile, openRunFolder, type RunFolder } from '../run-folder/run-folder.ts';

export interface LoadedNetwork extends TrainedNetwork {
  readonly plan: Plan;
}

/**
 * A network with the weights of the run's last checkpoint; of a generator with a moving average, the
 * average.
 *
 * @param path a run folder
 * @param name the first generator unless given
 * @param variant for a run of a variant file: what loadVariant returned for it
 * @throws LabError 'not-found' when the folder is no run or has no checkpoint yet, 'corrupt-file';
 * CoreError 'bad-argument' for a network that the variant does not have, 'data-mismatch' when
 * checkpoint and configuration are of different networks
 */
export async function loadNetwork(
  path: string,
  name?: string,
  variant?: GanVariant,
): Promise<LoadedNetwork> {
  const { run, config: stored } = await openRunFolder(path);
  const plan = createPlan(stored, storedVariant(stored, variant));
  const checkpoint = await readCheckpoint(run.checkpoint);
  if (!checkpoint || !plan.config.image) {
    throw new LabError('not-found', `${path}: no checkpoint yet; train it for longer`);
  }
  const wanted = name ?? generatorsOf(plan)[0] ?? '';
  return { ...trainedNetwork(plan, wanted, checkpoint.tensors), plan };
}

/**
 * Writes a run's generators from its last checkpoint.
 *
 * @returns the files
 * @throws CoreError 'data-mismatch' where there is no checkpoint; LabError 'corrupt-file',
 * 'cannot-write'
 */
export async function saveGenerators(run: RunFolder, plan: Plan): Promise<string[]> {
  const checkpoint = await readCheckpoint(run.checkpoint);
  const files: string[] = [];
  for (const name of generatorsOf(plan)) {
    const network = trainedNetwork(plan, name, checkpoint?.tensors ?? {});
    try {
      const file = networkFile(run, name);
      await writeFileAtomic(file, [(await exportNetwork(network)).bytes()]);
      files.push(file);
    } finally {
      network.model.dispose();
    }
  }
  return files;
}
