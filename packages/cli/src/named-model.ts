/**
 * The model that a user names: a run folder, an ONNX file, or a tfjs model's model.json. Every
 * command opens a run in this way, and prints the step whose weights it takes. What runs need is
 * loaded with the first run, so that a tfjs model is exported at once.
 */
import { existsSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { exportModel, type ExportOptions } from '@ganport/export';
import type { OnnxModel } from '@ganport/graph';
import type { OpenedModel } from '@ganport/lab';
import { defined } from './arguments.ts';
import { readTfjsModel, storedArtifacts } from './layers-model-file.ts';
import { described, describeSource, type Source, withSource } from './source-files.ts';
import type { TfjsModel } from './tfjs-reference.ts';
import { note, noteColors } from './terminal.ts';
import { tf } from './tfjs.ts';

/**
 * Opens a run folder or an ONNX file for ONNX Runtime.
 *
 * @param role as openModel: `generator`, or a direction of translation
 * @throws as openModel
 */
export async function openNamedModel(path: string, role?: string): Promise<OpenedModel> {
  const { openModel } = await import('@ganport/lab');
  const model = await openModel(path, role);
  noteNetwork(path, model.run);
  return model;
}

/**
 * Prints which network of a run is used and of which step, and the checkpoints that are passed over
 * because they are damaged. Files are what they are.
 */
export function noteNetwork(path: string, network: OpenedModel['run']): void {
  if (!network) return;
  for (const line of network.warnings) note(noteColors.yellow(`warning: ${line}`));
  note(`${path}: the ${network.name} of step ${network.step}`);
}

/** A tfjs model, and how it becomes an ONNX model. */
export interface Original {
  readonly model: TfjsModel;
  /** The files that it was read from; none of a run, whose networks name their step. */
  readonly source?: Source;
  /** @throws ExportError as exportModel */
  toOnnx(options?: ExportOptions): Promise<OnnxModel>;
}

/**
 * Opens a network of a run folder, a model.json, or a folder that holds one, on tfjs's cpu backend.
 *
 * @param role of a run, as loadNetwork; its first generator unless given
 * @throws CliError as readTfjsModel; LabError and CoreError as loadNetwork
 */
export async function openOriginal(path: string, role?: string): Promise<Original> {
  await tf.setBackend('cpu');
  const inside = join(path, 'model.json');
  if (statSync(path, { throwIfNoEntry: false })?.isFile()) return tfjsModel(path);
  if (existsSync(inside)) return tfjsModel(inside);
  return runNetwork(path, role);
}

async function runNetwork(path: string, role?: string): Promise<Original> {
  const { exportNetwork } = await import('@ganport/core');
  const { loadNetwork } = await import('@ganport/lab');
  const { statInput } = await import('@ganport/lab/internal');
  if (!(await statInput(path)).isDirectory()) return tfjsModel(path);
  const network = await loadNetwork(path, role);
  noteNetwork(path, network);
  const what = `the ${network.name} of step ${network.step} of ${basename(resolve(path))}`;
  const toOnnx = async (options?: ExportOptions) =>
    described(await exportNetwork(network, options), what);
  return { model: network.model, toOnnx };
}

async function tfjsModel(path: string): Promise<Original> {
  const model = await readTfjsModel(path);
  const source = await describeSource(path);
  const stored = storedArtifacts(model);
  const toOnnx = async (options?: ExportOptions) =>
    withSource(await exportModel(model, { ...options, ...defined({ stored }) }), source);
  return { model, source, toOnnx };
}
