/** The networks of a run folder: as tfjs models, and as the ONNX files that a run leaves. */
import {
  createPlan,
  exportNetwork,
  generatorsOf,
  type GanVariant,
  type Plan,
  taskOf,
  trainedNetwork,
  type TrainedNetwork,
} from '@ganport/core';
import { sampleShapeOf } from '@ganport/core/internal';
import { LabError } from '../errors.ts';
import { writeFileAtomic } from '../files/atomic-file.ts';
import { damageWarnings, readCheckpoint } from '../run-folder/checkpoint-files.ts';
import { storedVariant } from './variant-file.ts';
import { networkFile, openRunFolder, type RunFolder } from '../run-folder/run-folder.ts';

export interface LoadedNetwork extends TrainedNetwork {
  /** The training step whose weights it has. */
  readonly step: number;
  readonly plan: Plan;
  /** Lines about newer checkpoints that are damaged, so that an older one is used. */
  readonly warnings: readonly string[];
}

/**
 * A network of a run as a tfjs model, with the weights of the newest checkpoint; a generator with a
 * moving average of its weights has the average.
 *
 * @param path a run folder
 * @param role `generator` (the run's first one), a direction of translation such as `AtoB`, or the
 * name of a network
 * @param variant for a run of a variant file: what loadVariant returned for it
 * @throws LabError 'not-found' when the folder is no run or has no checkpoint yet, 'corrupt-file';
 * CoreError 'bad-argument' for a role that the run does not have, 'data-mismatch' when checkpoint
 * and configuration are of different networks
 * @example
 * const { model, step } = await loadNetwork('runs/digits', 'discriminator');
 */
export async function loadNetwork(
  path: string,
  role = 'generator',
  variant?: GanVariant,
): Promise<LoadedNetwork> {
  const { run, config } = await openRunFolder(path);
  const plan = createPlan(config, storedVariant(config, variant));
  const checkpoint = await readCheckpoint(run.checkpoint);
  if (!checkpoint || !sampleShapeOf(plan.config)) {
    throw new LabError('not-found', `${path}: has no checkpoint yet; train it for longer`);
  }
  const network = trainedNetwork(plan, networkOf(plan, role), checkpoint.tensors);
  const { step } = checkpoint.header;
  return { ...network, step, plan, warnings: damageWarnings(checkpoint) };
}

function networkOf(plan: Plan, role: string): string {
  const { generators, translations } = taskOf(plan);
  if (role === 'generator') return generators[0] ?? role;
  return translations[role]?.generator ?? role;
}

/**
 * Writes the generators of a run as ONNX files, from its last checkpoint.
 *
 * @returns the paths of the files
 * @throws CoreError 'data-mismatch' where there is no checkpoint; LabError 'corrupt-file',
 * 'cannot-write'
 */
export async function saveGenerators(run: RunFolder, plan: Plan): Promise<string[]> {
  const checkpoint = await readCheckpoint(run.checkpoint);
  const at = checkpoint ? { step: checkpoint.header.step } : {};
  const files: string[] = [];
  for (const name of generatorsOf(plan)) {
    const network = trainedNetwork(plan, name, checkpoint?.tensors ?? {});
    try {
      const file = networkFile(run, name);
      await writeFileAtomic(file, [(await exportNetwork({ ...network, ...at })).bytes()]);
      files.push(file);
    } finally {
      network.model.dispose();
    }
  }
  return files;
}
