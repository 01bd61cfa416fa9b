/**
 * The ONNX model of a path: an ONNX file as it is, or a network of a run folder, exported from the
 * newest checkpoint in memory. The ONNX files inside a run folder are never used in the
 * checkpoint's place, because a run that was resumed and killed leaves older ones.
 */
import { exportNetwork, type GanVariant } from '@ganport/core';
import { type Model, readModelFile } from '@ganport/graph';
import { statInput } from '../files/read-input.ts';
import { loadNetwork, type LoadedNetwork } from './run-networks.ts';

export interface OpenedModel {
  /** The run folder or the file, as given; errors name it. */
  readonly path: string;
  readonly model: Model;
  /** What a session opens: a file's path, or the bytes of an exported network. */
  readonly source: Uint8Array | string;
  /** Of a run: the network, the step of its weights, the plan, warnings. Undefined for a file. */
  readonly run?: Pick<LoadedNetwork, 'name' | 'step' | 'plan' | 'warnings'>;
}

/**
 * Opens a run folder or an ONNX file.
 *
 * @param role of a run: `generator` (its first one), a direction of translation such as `AtoB`, or
 * the name of a network; ignored for a file
 * @param variant for a run of a variant file: what loadVariant returned for it
 * @throws LabError as loadNetwork, 'not-found' when nothing is at the path; CoreError
 * 'bad-argument' for a role that the run does not have; GraphError 'bad-model' for a file that is
 * no ONNX model
 * @example
 * const generator = await openNoiseGenerator(await openModel('runs/digits'));
 * const translator = await openImageModel(await openModel('runs/horses', 'BtoA'));
 */
export async function openModel(
  path: string,
  role = 'generator',
  variant?: GanVariant,
): Promise<OpenedModel> {
  if (!(await statInput(path)).isDirectory()) {
    return { path, model: await readModelFile(path), source: path };
  }
  const network = await loadNetwork(path, role, variant);
  try {
    const onnx = await exportNetwork(network);
    const { name, step, plan, warnings } = network;
    const run = { name, step, plan, warnings };
    return { path, model: onnx.model, source: onnx.bytes(), run };
  } finally {
    network.model.dispose();
  }
}
