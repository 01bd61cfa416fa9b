/** The generator of a run, as a tfjs model (the original) and as an ONNX file. */
import * as tf from '@tensorflow/tfjs';
import { exportModel, type ExportOptions, type OnnxModel } from '@ganport/export';
import type { HostTensor } from '@ganport/runtime';
import { CoreError } from '../errors.ts';
import { createGenerator } from '../models/gan.ts';
import { readCheckpoint } from '../run-folder/checkpoint.ts';
import { openRunFolder, type RunFolder } from '../run-folder/run-folder.ts';
import { variantOf } from '../variants/index.ts';
import { parseConfig } from './config.ts';

/**
 * The generator with the weights of the run's last checkpoint.
 *
 * @param path a run folder
 * @throws CoreError 'not-found' when it is none or has no checkpoint yet, 'corrupt-file'
 */
export async function loadGenerator(path: string): Promise<tf.LayersModel> {
  const { run, config } = await openRunFolder(path);
  const { variant, width, image } = parseConfig(config);
  const checkpoint = await readCheckpoint(run.checkpoint);
  if (!checkpoint || !image) {
    throw new CoreError('not-found', `${path}: no checkpoint yet; train it for longer`);
  }
  const { model, weights } = createGenerator(variantOf(variant), image, width);
  for (const [name, variable] of weights) {
    const { data, dims } = checkpoint.tensors[`generator/${name}`] as HostTensor;
    const value = tf.tensor(data as Float32Array, [...dims]);
    variable.assign(value);
    value.dispose();
  }
  return model;
}

/** The generator as ONNX: input `noise` [batch, latent], output `image` in [-1, 1], NHWC. */
export async function exportGenerator(
  generator: tf.LayersModel,
  options: ExportOptions = {},
): Promise<OnnxModel> {
  return exportModel(generator, {
    ...options,
    ranges: { image: [-1, 1], ...options.ranges },
    metadata: { 'ganport.distribution.noise': 'normal 0 1', ...options.metadata },
  });
}

/** Writes a run's generator.onnx from its last checkpoint. */
export async function saveGenerator(run: RunFolder): Promise<void> {
  const model = await loadGenerator(run.path);
  try {
    await (await exportGenerator(model)).save(run.generator);
  } finally {
    model.dispose();
  }
}
