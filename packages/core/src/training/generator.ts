/** The generator of a run, as a tfjs model (the original) and as an ONNX file. */
import type * as tf from '@tensorflow/tfjs';
import { exportModel, type ExportOptions, type OnnxModel } from '@ganport/export';
import { CoreError } from '../errors.ts';
import { createGenerator } from '../models/gan.ts';
import { writeFileAtomic } from '../run-folder/atomic-file.ts';
import { readCheckpoint } from '../run-folder/checkpoint.ts';
import { openRunFolder, type RunFolder } from '../run-folder/run-folder.ts';
import { variantOf } from '../variants/index.ts';
import { parseConfig } from './config.ts';
import { writeVariables } from './state.ts';

/**
 * The generator with the weights of the run's last checkpoint.
 *
 * @param path a run folder
 * @throws CoreError 'not-found' when it is none or has no checkpoint yet, 'corrupt-file',
 * 'data-mismatch' when checkpoint and configuration are of different networks
 */
export async function loadGenerator(path: string): Promise<tf.LayersModel> {
  const { run, config } = await openRunFolder(path);
  const { variant, width, image } = parseConfig(config);
  const checkpoint = await readCheckpoint(run.checkpoint);
  if (!checkpoint || !image) {
    throw new CoreError('not-found', `${path}: no checkpoint yet; train it for longer`);
  }
  const { model, weights } = createGenerator(variantOf(variant), image, width);
  const named = [...weights].map(([name, variable]) => [`generator/${name}`, variable] as const);
  writeVariables(new Map(named), checkpoint.tensors);
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

/** Writes a run's generator.onnx from its last checkpoint. @throws CoreError as loadGenerator */
export async function saveGenerator(run: RunFolder): Promise<void> {
  const model = await loadGenerator(run.path);
  try {
    const file = await exportGenerator(model);
    await writeFileAtomic(run.generator, [file.bytes()]);
  } finally {
    model.dispose();
  }
}
