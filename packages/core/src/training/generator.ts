/** The networks of a run, as tfjs models (the originals) and as ONNX files. */
import type * as tf from '@tensorflow/tfjs';
import { exportModel, type ExportOptions } from '@ganport/export';
import type { OnnxModel } from '@ganport/graph';
import type { TensorMap } from '@ganport/runtime';
import { CoreError } from '../errors.ts';
import { createNetworkOf, generatorsOf } from '../models/gan.ts';
import { writeFileAtomic } from '../run-folder/atomic-file.ts';
import { readCheckpoint } from '../run-folder/checkpoint.ts';
import { networkFile, openRunFolder, type RunFolder } from '../run-folder/run-folder.ts';
import { parseConfig, type TrainConfig } from './config.ts';
import { writeVariables } from './state.ts';
import { keptWeights } from './step.ts';

export interface LoadedNetwork {
  readonly name: string;
  readonly model: tf.LayersModel;
  readonly config: TrainConfig;
}

/**
 * A network with the weights of the run's last checkpoint; of a generator with a moving average, that.
 *
 * @param path a run folder
 * @param name the first generator unless given
 * @throws CoreError 'not-found' when it is none or has no checkpoint yet, 'corrupt-file',
 * 'bad-argument' for a network that the variant does not have, 'data-mismatch' when checkpoint and
 * configuration are of different networks
 */
export async function loadNetwork(path: string, name?: string): Promise<LoadedNetwork> {
  const { run, config: stored } = await openRunFolder(path);
  const config = parseConfig(stored);
  const checkpoint = await readCheckpoint(run.checkpoint);
  if (!checkpoint || !config.image) {
    throw new CoreError('not-found', `${path}: no checkpoint yet; train it for longer`);
  }
  const wanted = name ?? generatorsOf(config)[0] ?? 'generator';
  return restored(config, wanted, checkpoint.tensors);
}

function restored(config: TrainConfig, name: string, state: TensorMap): LoadedNetwork {
  const network = createNetworkOf(config, name);
  writeVariables(keptWeights(config, network), state);
  return { name, model: network.model, config };
}

/** As loadNetwork, the first generator's model. */
export async function loadGenerator(path: string): Promise<tf.LayersModel> {
  return (await loadNetwork(path)).model;
}

/**
 * A network as ONNX; images are NHWC in [-1, 1]. A generator has the input `noise` [batch, latent],
 * with labels also `label` int32 [batch], and the output `image`; a translator `source` and `image`,
 * of any height and width.
 *
 * @param classes their names, for the metadata
 */
export async function exportGenerator(
  model: tf.LayersModel,
  options: ExportOptions = {},
  classes: readonly string[] = [],
): Promise<OnnxModel> {
  const images = [...model.inputNames, ...model.outputNames].filter((name) =>
    ['image', 'source'].includes(name),
  );
  return exportModel(model, {
    ...options,
    ranges: { ...Object.fromEntries(images.map((name) => [name, [-1, 1]])), ...options.ranges },
    metadata: {
      ...(model.inputNames.includes('noise') && { 'ganport.distribution.noise': 'normal 0 1' }),
      ...(classes.length > 0 && { 'ganport.classes': JSON.stringify(classes) }),
      ...options.metadata,
    },
  });
}

/** A loaded network as ONNX. */
export function exportNetwork(
  { model, config }: LoadedNetwork,
  options: ExportOptions = {},
): Promise<OnnxModel> {
  return exportGenerator(model, options, config.classNames);
}

/**
 * Writes a run's generators from its last checkpoint.
 *
 * @throws CoreError 'data-mismatch' where there is none, 'corrupt-file', 'cannot-write'
 */
export async function saveGenerators(run: RunFolder, config: TrainConfig): Promise<string[]> {
  const checkpoint = await readCheckpoint(run.checkpoint);
  const files: string[] = [];
  for (const name of generatorsOf(config)) {
    const network = restored(config, name, checkpoint?.tensors ?? {});
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
